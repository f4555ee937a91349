package kube

import (
	"bytes"
	"iter"
	"slices"

	"sigs.k8s.io/structured-merge-diff/v6/fieldpath"
	"sigs.k8s.io/structured-merge-diff/v6/value"
)

// Held is the part of an object that kaaslab's last apply set and that nobody changed since, from one of its fields down.
// The zero value holds nothing.
type Held struct {
	below *fieldpath.Set // what is held below this field
	whole bool           // the field itself is held
}

// Holdings reads what kaaslab holds of objects. Objects that were made alike hold alike, so it keeps what it has read; use
// one for a list, from one goroutine.
type Holdings struct {
	read map[string]Held
}

// Of returns what kaaslab holds of an object.
func (h *Holdings) Of(meta Meta) Held {
	for _, entry := range meta.ManagedFields {
		if entry.Manager != FieldOwner || entry.Operation != "Apply" || entry.Subresource != "" {
			continue
		}
		if held, known := h.read[string(entry.Fields)]; known {
			return held
		}
		return h.parse(entry.Fields)
	}
	return Held{}
}

// SetBy returns what whoever set one of the annotations holds of an object: add-ons carry who has installed them.
func (h *Holdings) SetBy(meta Meta, annotations ...string) Held {
	for _, entry := range meta.ManagedFields {
		if entry.Subresource != "" {
			continue
		}
		held, known := h.read[string(entry.Fields)]
		if !known {
			held = h.parse(entry.Fields)
		}
		if slices.ContainsFunc(annotations, held.At("metadata", "annotations").Has) {
			return held
		}
	}
	return Held{}
}

func (h *Holdings) parse(fields []byte) Held {
	set := &fieldpath.Set{}
	if err := set.FromJSON(bytes.NewReader(fields)); err != nil {
		return Held{} // the next apply writes it anew
	}
	if h.read == nil {
		h.read = map[string]Held{}
	}
	h.read[string(fields)] = Held{below: set}
	return h.read[string(fields)]
}

// At goes down to a field.
func (h Held) At(path ...string) Held {
	for _, name := range path {
		h = h.child(fieldpath.FieldNameElement(name))
	}
	return h
}

func (h Held) child(element fieldpath.PathElement) Held {
	if h.below == nil {
		return Held{}
	}
	below, _ := h.below.Children.Get(element)
	return Held{below: below, whole: h.below.Members.Has(element)}
}

// Any reports whether the field, or something below it, is held.
func (h Held) Any() bool { return h.whole || h.below != nil && !h.below.Empty() }

// Has reports whether the entry of a mapping, or something below it, is held.
func (h Held) Has(name string) bool { return h.At(name).Any() }

// HasItem reports whether the item of a list is held, or something below it, where items are told apart by one field.
func (h Held) HasItem(key, text string) bool { return h.Item(key, text).Any() }

// Item goes down to the item of a list, where items are told apart by one field.
func (h Held) Item(key, text string) Held {
	return h.child(fieldpath.KeyElementByFields(key, text))
}

// undivided says that the field is held in one piece: a plain value, or a mapping or list that its API calls atomic.
func (h Held) undivided() bool { return h.whole && (h.below == nil || h.below.Empty()) }

// elements lists what is held one level below.
func (h Held) elements() iter.Seq[fieldpath.PathElement] {
	return func(yield func(fieldpath.PathElement) bool) {
		if h.below == nil {
			return
		}
		for element := range h.below.Members.All() {
			if !yield(element) {
				return
			}
		}
		for element := range h.below.Children.All() {
			if !h.below.Members.Has(element) && !yield(element) {
				return
			}
		}
	}
}

// matches reports whether an item of a list is the one that the element names. A field of the key that the item leaves
// open matches: the server has filled it in.
func matches(element fieldpath.PathElement, item any) bool {
	if element.Value != nil {
		return value.Equals(*element.Value, value.NewValueInterface(item))
	}
	fields, isMap := item.(map[string]any)
	if element.Key == nil || !isMap {
		return false
	}
	for _, field := range *element.Key {
		own, set := fields[field.Name]
		if set && !value.Equals(field.Value, value.NewValueInterface(own)) {
			return false
		}
	}
	return true
}
