package incident

import (
	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

// Linker links claims by one codebook. It is read-only and safe for concurrent use.
type Linker struct {
	book *codebook.Book
}

// New returns a linker that scores by the codebook's incidents.yaml.
func New(book *codebook.Book) *Linker { return &Linker{book: book} }

// Features returns what linking needs to know of those claims of a document that take part in incidents,
// in the order of the claims. It reads nothing but the document and its claims.
func (l *Linker) Features(coded *sanad.Coded) []Features {
	return nil
}

// Link returns the incidents of all features, by id. Features may come in any order.
func (l *Linker) Link(features []Features, decided []Decided) []Cluster {
	return nil
}

// Assemble fills in the incident of a cluster from its claims and their documents, which may come in any
// order; accounts, estimates and status follow from accounts.go and its neighbours.
func (l *Linker) Assemble(cluster *Cluster, claims []sanad.Claim, documents []sanad.Document) sanad.Incident {
	return sanad.Incident{ID: cluster.ID, Family: cluster.Family, Claims: cluster.Claims}
}
