package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/web/webtest"
)

// TestProof holds that a claim's page leads to its proof where one can be made, and that this is a file of its own.
func TestProof(t *testing.T) {
	reader := newReader(t, 0)
	list, err := reader.Claims(t.Context(), sanad.ClaimQuery{})
	if err != nil || len(list.Rows) == 0 {
		t.Fatal(list, err)
	}
	id := list.Rows[0].Claim.ID
	fails := false
	h, err := New(Options{Reader: reader, Book: webtest.Book(), Prove: func(_ context.Context, w io.Writer, claims []string) error {
		if fails {
			return errors.New("no key")
		}
		_, err := fmt.Fprintf(w, "proof of %v\n", claims)
		return err
	}})
	if err != nil {
		t.Fatal(err)
	}
	path := "/claims/" + id + "/proof"
	if w := ask(h, "GET", "/claims/"+id); !strings.Contains(w.Body.String(), `href="`+path+`"`) {
		t.Errorf("no way from the claim to its proof:\n%s", w.Body)
	}
	w := ask(h, "GET", path)
	if w.Code != http.StatusOK || w.Body.String() != "proof of ["+id+"]\n" ||
		w.Header().Get("Content-Disposition") != `attachment; filename="claim-`+id+`.proof"` {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	for _, target := range []string{"/claims/nothing/proof", "/incidents/nothing/proof"} {
		if w := ask(h, "GET", target); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", target, w.Code)
		}
	}
	if w := ask(h, "GET", path+"?x=1"); w.Code != http.StatusBadRequest {
		t.Errorf("an unknown parameter: %d", w.Code)
	}
	fails = true
	if w := ask(h, "GET", path); w.Code != http.StatusInternalServerError || w.Header().Get("Content-Disposition") != "" {
		t.Errorf("a proof that can't be made: %d %v", w.Code, w.Header())
	}
	plain := newHandler(t, reader)
	if w := ask(plain, "GET", "/claims/"+id); strings.Contains(w.Body.String(), "/proof") {
		t.Error("a proof is offered where none can be made")
	}
	if w := ask(plain, "GET", path); w.Code != http.StatusNotFound {
		t.Errorf("without a way to make proofs: %d", w.Code)
	}
}
