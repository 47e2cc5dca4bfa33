package pipeline

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/store/sqlite"
)

// Unreadable is what Rebuild returns for the digest of data that can't be read.
const Unreadable = "unreadable"

// pick finds this program's newest generation, complete ones first, or creates one, and what is to be read.
func (o *Observatory) pick(ctx context.Context) error {
	all, err := o.usable(ctx)
	if err != nil {
		return err
	}
	for _, complete := range []bool{true, false} {
		for _, g := range slices.Backward(all) {
			if !o.made(g) || g.Complete != complete {
				continue
			}
			d, err := o.store.Derived(ctx, g.ID)
			if o.passOver(g.ID, err) {
				continue
			}
			if err != nil {
				return err
			}
			return o.use(ctx, d, complete)
		}
	}
	if o.store.ReadOnly() {
		return o.pickAny(ctx, all)
	}
	if err := o.KeepCodebook(ctx, o.Book.ID, o.Book.Files()); err != nil {
		return err
	}
	d, err := o.create(ctx)
	if err != nil {
		return err
	}
	return o.use(ctx, d, false)
}

// pickAny takes the newest complete generation, whoever made it: in a folder that can't be written no other can
// be made.
func (o *Observatory) pickAny(ctx context.Context, all []sqlite.Generation) error {
	for _, g := range slices.Backward(all) {
		if !g.Complete {
			continue
		}
		d, err := o.store.Derived(ctx, g.ID)
		if o.passOver(g.ID, err) {
			continue
		}
		if err != nil {
			return err
		}
		if !o.made(g) {
			o.problem("", fmt.Errorf("what is shown was read with codebook %q: %w", g.Codebook, sqlite.ErrReadOnly))
		}
		return o.use(ctx, d, true)
	}
	return fmt.Errorf("read derived data: %w: there are none yet; %w", sanad.ErrNotFound, sqlite.ErrReadOnly)
}

// usable lists the generations that can be used, oldest first, and sets the others aside.
func (o *Observatory) usable(ctx context.Context) ([]sqlite.Generation, error) {
	all, err := o.store.Generations(ctx)
	if err != nil {
		return nil, err
	}
	size, err := o.Evidence.Size(ctx) // after their cursors, which others may move
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(g sqlite.Generation) bool {
		switch {
		case g.Damaged != nil:
			o.setAside(g.ID, g.Damaged)
		case g.Cursor > size:
			o.setAside(g.ID, ahead(g.ID, g.Cursor, size))
		}
		return o.aside[g.ID]
	}), nil
}

// setAside keeps a generation from being used in this process and tells why, once.
func (o *Observatory) setAside(id string, why error) {
	if o.aside[id] {
		return
	}
	o.aside[id] = true
	if !o.named(id) {
		why = fmt.Errorf("%w; if it isn't Sanad's, move it out of the folder", why)
	}
	o.problem("", fmt.Errorf("derived data are not used and made anew where needed: %w", why))
}

// named reports whether an id looks like those that Generation and create give.
func (o *Observatory) named(id string) bool {
	base, n, ok := strings.Cut(id, "-")
	return ok && len(base) == len(Generation("", "")) && strings.Trim(base, "0123456789abcdef") == "" && strings.Trim(n, "0123456789") == ""
}

// passOver reports whether a generation that couldn't be opened is to be passed over: damaged, dropped by
// another process in this moment, or of a newer program.
func (o *Observatory) passOver(id string, err error) bool {
	if errors.Is(err, sqlite.ErrRebuild) {
		o.setAside(id, err)
	}
	return errors.Is(err, sqlite.ErrRebuild) || errors.Is(err, sanad.ErrNotFound) || errors.Is(err, sanad.ErrNewer)
}

// made reports whether this codebook and program made the generation.
func (o *Observatory) made(g sqlite.Generation) bool {
	return g.Codebook == o.Book.ID && g.Program == o.program
}

// create makes an empty generation. Another process may have made the same: then the next number is taken.
func (o *Observatory) create(ctx context.Context) (*sqlite.Derived, error) {
	base := Generation(o.Book.ID, o.program)
	for n := 1; ; n++ {
		d, err := o.store.CreateGeneration(ctx, sqlite.Generation{ID: fmt.Sprintf("%s-%d", base, n), Codebook: o.Book.ID, Program: o.program})
		if errors.Is(err, sanad.ErrExists) && n < 1000 {
			continue
		}
		return d, err
	}
}

// use makes d the generation that is coded, and the one that is read if it is complete or there is none.
func (o *Observatory) use(ctx context.Context, d *sqlite.Derived, complete bool) (err error) {
	h := o.shelf.add(d)
	defer func() { err = errors.Join(err, o.shelf.release(h)) }()
	if err := o.own.set(h); err != nil {
		return err
	}
	if complete {
		return o.live.set(h)
	}
	all, err := o.usable(ctx)
	if err != nil {
		return err
	}
	for _, g := range slices.Backward(all) {
		if !g.Complete {
			continue
		}
		if now := o.live.get(); now != nil && now.ID() == g.ID && !now.Gone() {
			return nil
		}
		older, err := o.store.Derived(ctx, g.ID)
		if o.passOver(g.ID, err) {
			continue
		}
		if err != nil {
			return err
		}
		read := o.shelf.add(older)
		return errors.Join(o.live.set(read), o.shelf.release(read))
	}
	return o.live.set(h)
}

// replace sets the own generation aside, for the reason given, and picks or creates another.
func (o *Observatory) replace(ctx context.Context, why error) error {
	o.setAside(o.own.get().ID(), why)
	return o.pick(ctx)
}

// show marks the generation complete, reads from it from now on, and drops those that it replaces.
func (o *Observatory) show(ctx context.Context) error {
	own := o.own.get()
	if o.live.get() == own && len(o.aside) == 0 {
		g, err := own.Generation(ctx)
		if err != nil || g.Complete {
			return err
		}
	}
	if err := own.Complete(ctx); err != nil {
		return err
	}
	if err := o.live.set(own); err != nil {
		return err
	}
	return o.dropReplaced(ctx, own.ID())
}

// dropReplaced drops the generations that nobody has open, but for the own one and for the newest complete
// one of another codebook or program, to which a user may go back. Files that aren't named as generations
// are somebody's: they stay.
func (o *Observatory) dropReplaced(ctx context.Context, own string) error {
	all, err := o.store.Generations(ctx)
	if err != nil {
		return err
	}
	spared := false
	for _, g := range slices.Backward(all) {
		bad := g.Damaged != nil || o.aside[g.ID]
		switch {
		case g.ID == own, bad && !o.named(g.ID):
			continue
		case g.Complete && !bad && !o.made(g) && !spared:
			spared = true
			continue
		}
		err := o.store.DropGeneration(ctx, g.ID)
		switch {
		case err == nil, errors.Is(err, sanad.ErrNotFound):
			delete(o.aside, g.ID)
		case !errors.Is(err, sanad.ErrConflict):
			return err
		}
	}
	return nil
}

// Rebuild makes a new generation from all evidence behind the running one, shows it and drops the old. It
// returns the digests of both over the same entries, which differ only where something is wrong; before is
// Unreadable where the old data can't be read. Errors: ErrConflict where another process is coding.
func (o *Observatory) Rebuild(ctx context.Context, progress func(done, total int64)) (before, after string, err error) {
	o.coding.Lock()
	defer o.coding.Unlock()
	release, err := o.store.Lease(ctx)
	if err != nil {
		return "", "", err
	}
	defer func() { err = errors.Join(err, release()) }()
	if o.own.get().Gone() {
		if err := o.pick(ctx); err != nil {
			return "", "", err
		}
	}
	size, err := o.Evidence.Size(ctx)
	if err != nil {
		return "", "", err
	}
	if before, err = o.measure(ctx, size); err != nil {
		return "", "", err
	}
	fresh, err := o.create(ctx)
	if err != nil {
		return before, "", err
	}
	if err := o.use(ctx, fresh, false); err != nil {
		return before, "", err
	}
	if err := o.catchUpTo(ctx, size, progress); err != nil {
		return before, "", err
	}
	if after, err = o.Derived.Digest(ctx); err != nil {
		return before, "", err
	}
	return before, after, o.show(ctx)
}

// measure is the digest of the own generation over the first size entries. What can't be read is set aside.
func (o *Observatory) measure(ctx context.Context, size int64) (digest string, err error) {
	if o.lost() {
		return Unreadable, nil
	}
	cursor, err := o.Derived.Cursor(ctx)
	if err == nil && cursor > size {
		err = ahead(o.own.get().ID(), cursor, size)
	}
	if err == nil {
		err = o.catchUpTo(ctx, size, nil)
	}
	if err == nil {
		digest, err = o.Derived.Digest(ctx)
	}
	if errors.Is(err, sqlite.ErrRebuild) {
		o.setAside(o.own.get().ID(), err)
		return Unreadable, nil
	}
	return digest, err
}

// lost reports whether one of this codebook's and program's own generations was set aside.
func (o *Observatory) lost() bool {
	base := Generation(o.Book.ID, o.program) + "-"
	for id := range o.aside {
		if strings.HasPrefix(id, base) {
			return true
		}
	}
	return false
}

// adopt goes over to a newer generation of the same codebook and program, such as another process's
// rebuild, and away from one that is gone.
func (o *Observatory) adopt(ctx context.Context) error {
	o.coding.Lock()
	defer o.coding.Unlock()
	own := o.own.get()
	if own.Gone() {
		return o.pick(ctx)
	}
	all, err := o.usable(ctx)
	if err != nil {
		return err
	}
	for _, g := range slices.Backward(all) {
		if !o.made(g) || !g.Complete {
			continue
		}
		if g.ID == own.ID() {
			return nil
		}
		d, err := o.store.Derived(ctx, g.ID)
		if o.passOver(g.ID, err) {
			continue
		}
		if err != nil {
			return err
		}
		return o.use(ctx, d, true)
	}
	return nil
}
