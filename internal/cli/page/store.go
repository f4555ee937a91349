package page

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"github.com/kaaslab/kaaslab/internal/printable"
)

// mostGone is how many removals are remembered. Who missed more gets everything anew.
const mostGone = 20000

// store holds the documents of the page.
type store struct {
	mu      sync.Mutex
	version uint64
	docs    map[string]doc
	gone    map[string]uint64 // the version at which a document went
	known   uint64            // removals before this version are forgotten
	changed chan struct{}     // closed, and replaced, with every change
}

type doc struct {
	version uint64
	text    json.RawMessage
}

func newStore() *store {
	return &store{docs: map[string]doc{}, gone: map[string]uint64{}, changed: make(chan struct{})}
}

// put sets one document.
func (s *store) put(key string, value any) { s.replace(key, map[string]any{key: value}) }

// replace sets the documents whose keys begin with a prefix: these, and no others. One that stays as it was is no change.
func (s *store) replace(prefix string, values map[string]any) {
	texts := make(map[string]json.RawMessage, len(values))
	for key, value := range values {
		texts[key] = documentOf(value)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	next := s.version + 1
	set, dropped := s.set(texts, next), s.drop(prefix, texts, next)
	if !set && !dropped {
		return
	}
	s.version = next
	close(s.changed)
	s.changed = make(chan struct{})
}

// documentOf is a value as the page gets it: what is no text to read is not in it.
func documentOf(value any) json.RawMessage {
	text, err := json.Marshal(value)
	if err == nil && hasOdd(text) {
		var plain any
		if err = json.Unmarshal(text, &plain); err == nil && !isReadable(plain) {
			text, err = json.Marshal(readable(plain))
		}
	}
	if err != nil {
		panic("page: " + err.Error()) // only plain data is put in
	}
	return text
}

// hasOdd finds what is not ASCII, or escaped. The documents of a fleet are many, and have hardly any.
func hasOdd(text []byte) bool {
	return bytes.Contains(text, []byte(`\`)) || bytes.ContainsFunc(text, func(r rune) bool { return r >= 0x7f })
}

func isReadable(value any) bool {
	switch v := value.(type) {
	case string:
		return printable.Text(v) == v
	case []any:
		return !slices.ContainsFunc(v, func(item any) bool { return !isReadable(item) })
	case map[string]any:
		for _, inner := range v {
			if !isReadable(inner) {
				return false
			}
		}
	}
	return true
}

func readable(value any) any {
	switch v := value.(type) {
	case string:
		return printable.Text(v)
	case []any:
		for i := range v {
			v[i] = readable(v[i])
		}
	case map[string]any:
		for key := range v {
			v[key] = readable(v[key])
		}
	}
	return value
}

func (s *store) set(texts map[string]json.RawMessage, version uint64) bool {
	changed := false
	for key, text := range texts {
		if there, known := s.docs[key]; !known || !bytes.Equal(there.text, text) {
			s.docs[key] = doc{version, text}
			delete(s.gone, key)
			changed = true
		}
	}
	return changed
}

func (s *store) drop(prefix string, kept map[string]json.RawMessage, version uint64) bool {
	changed := false
	for key := range s.docs {
		if _, keep := kept[key]; !keep && strings.HasPrefix(key, prefix) {
			delete(s.docs, key)
			s.gone[key] = version
			changed = true
		}
	}
	if len(s.gone) > mostGone {
		clear(s.gone)
		s.known = version
	}
	return changed
}

// change is what differs between two versions.
type change struct {
	// Whole says that Set is everything there is.
	Whole   bool                       `json:"whole,omitempty"`
	Set     map[string]json.RawMessage `json:"set,omitempty"`
	Gone    []string                   `json:"gone,omitempty"`
	version uint64
}

// since returns what changed after a version, and a channel that is closed with the next change. Version 0 has nothing.
func (s *store) since(version uint64) (change, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := change{version: s.version, Set: map[string]json.RawMessage{}}
	if s.version > 0 && (version == 0 || version < s.known || version > s.version) {
		c.Whole, version = true, 0
	}
	for key, d := range s.docs {
		if d.version > version {
			c.Set[key] = d.text
		}
	}
	if !c.Whole {
		for key, at := range s.gone {
			if at > version {
				c.Gone = append(c.Gone, key)
			}
		}
	}
	return c, s.changed
}

func (c change) empty() bool { return !c.Whole && len(c.Set) == 0 && len(c.Gone) == 0 }
