package copied

import (
	"bytes"
	"fmt"
	"path"

	"github.com/kaaslab/kaaslab/embedded/internal/ports"
	"github.com/kaaslab/kaaslab/embedded/internal/saved"
)

// Copy turns what was saved of one lab into what the store of another holds.
type Copy struct{ rewriter }

// New returns a copy that has ports of its own. Learn comes before Entry.
func New(order *Order, own ports.Set) *Copy {
	return &Copy{rewriter{order: order, ports: own, names: map[string]string{}, homes: map[string]bool{"": true}, marks: map[string]string{}}}
}

// Learn takes note of an entry whose object gets another name. It has to see all
// entries before the first is turned, for others refer to it.
func (c *Copy) Learn(e saved.Entry) error {
	if !bytes.Contains(e.Value, []byte(c.order.Lab)) {
		return nil
	}
	object, err := decode(e.Value)
	if err != nil {
		return fmt.Errorf("read %s: %w", e.Key, err)
	}
	if after, renamed := c.order.newName(object); renamed {
		name := text(metadataOf(object), "name")
		c.names[text(object, "kind")+" "+name] = after
		c.homes[text(metadataOf(object), "namespace")] = true
		c.marks[mark(object, name)] = mark(object, after)
	}
	return nil
}

// Entry turns one entry, and tells whether the copy has it at all.
func (c *Copy) Entry(e saved.Entry) (saved.Entry, bool, error) {
	object, err := decode(e.Value)
	if err != nil {
		return e, false, fmt.Errorf("read %s: %w", e.Key, err)
	}
	if object == nil || gone(object) {
		return e, object == nil, nil
	}
	c.changed = false
	after, renamed := c.order.newName(object)
	if renamed {
		c.rename(object, after)
		e.Key = path.Join(path.Dir(e.Key), after)
	}
	c.object(object)
	if err := c.renew(object); err != nil {
		return e, false, err
	}
	if c.changed {
		if e.Value, err = encode(object, e.Value); err != nil {
			return e, false, fmt.Errorf("write %s: %w", e.Key, err)
		}
	}
	return e, true, nil
}

// rename also lets the object that tells whose everything is tell whose it is
// now.
func (c *Copy) rename(object map[string]any, after string) {
	c.set(metadataOf(object), "name", after)
	if text(object, "kind") != "ConfigMap" || after != "kaaslab-"+c.order.As {
		return
	}
	data := map[string]any{}
	for key, value := range c.order.Identity {
		data[key] = value
	}
	object["data"] = data
}
