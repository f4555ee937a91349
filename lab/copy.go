package lab

import (
	"context"
	"io"

	"github.com/kaaslab/kaaslab/internal/operation"
)

// SaveOptions say how a lab is saved or forked.
type SaveOptions struct {
	// SameLab says that a lab that somebody else, another machine or another file has made is this one.
	SameLab bool
}

// Save writes all that an embedded lab holds at one moment, while it runs, or all that a lab on Docker holds that is stopped. [Load]
// makes it again of that. It holds the lab's keys and Secrets, so that nobody else should read it.
func (l *Lab) Save(ctx context.Context, into io.Writer, o SaveOptions) error {
	return l.run(ctx, "lab.Save", audience{}, func(r *operation.Run) error { return r.SaveLab(into, o.SameLab) })
}

// Load makes a lab of what [Lab.Save] has written, as it was then, and stopped. Without a name it is the lab itself, which must not be
// on this machine; with another name it is a copy of an embedded lab beside it, with an identity, keys and ports of its own. What is
// damaged or was tampered with leaves nothing behind. The lab is open as by [Find].
func Load(ctx context.Context, from io.Reader, name string, o Options) (*Lab, error) {
	m := o.machine()
	loaded, err := m.Load(ctx, "lab.Load", from, operation.Copy{Name: name})
	if err != nil {
		return nil, err
	}
	return opened(m.Find(ctx, loaded))
}

// Fork makes a copy of an embedded lab beside it, with a name, an identity, keys and ports of its own, and starts it. The lab goes on
// meanwhile. Beside the lab file, if there is one, comes that of the copy. The copy is open.
func (l *Lab) Fork(ctx context.Context, name string, o SaveOptions) (*Lab, error) {
	copied, err := l.lab.Fork(ctx, ctx, "lab.Fork", name, o.SameLab)
	if err != nil {
		return nil, l.lab.Border().Err(err)
	}
	return &Lab{copied}, l.lab.Border().Err(copied.StartCopy(ctx, ctx, "lab.Fork"))
}
