package kube

import (
	"context"
	"encoding/json"
	"sync"
)

// board shows the objects of one source to all who wait for one of them.
type board struct {
	stop context.CancelFunc

	mu      sync.Mutex
	synced  bool // objects holds all that there are
	lists   int  // how often they were listed
	objects map[string]json.RawMessage
	trouble string // why nothing is heard at the moment
	err     error  // why nothing will be heard any more
	readers map[*reader]bool
}

// reader waits for one object.
type reader struct {
	name    string
	before  int // lists that are older than the reader
	changed chan struct{}
}

// view is what a reader sees.
type view struct {
	object  json.RawMessage // nil when it is not there
	synced  bool
	lists   int // since the reader is there
	trouble string
	err     error
}

func (b *board) look(r *reader) view {
	b.mu.Lock()
	defer b.mu.Unlock()
	return view{object: b.objects[r.name], synced: b.synced, lists: b.lists - r.before, trouble: b.trouble, err: b.err}
}

func (b *board) set(name string, object json.RawMessage) {
	b.update(name, func() {
		if b.trouble = ""; object == nil {
			delete(b.objects, name)
			return
		}
		b.objects[name] = object
	})
}

func (b *board) replace(objects map[string]json.RawMessage) {
	b.update("", func() { b.objects, b.synced, b.lists, b.trouble = objects, true, b.lists+1, "" })
}

func (b *board) setTrouble(trouble string) { b.update("", func() { b.trouble = trouble }) }

func (b *board) end(err error) { b.update("", func() { b.err = err }) }

// update changes the board and tells the readers of that object, or all when there is no name.
func (b *board) update(name string, change func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	change()
	for r := range b.readers {
		if name == "" || r.name == name {
			r.tell()
		}
	}
}

func (r *reader) tell() {
	select {
	case r.changed <- struct{}{}:
	default: // it has not looked since it was last told
	}
}

// watches holds the boards of an access, each as long as it has readers.
type watches struct {
	mu     sync.Mutex
	boards map[boardKey]*board
}

type boardKey struct {
	of        Resource
	namespace string
}

// join adds a reader to the board of a source, and starts that when the reader is the first.
func (w *watches) join(access *Access, of Resource, namespace, name string) (*board, *reader) {
	w.mu.Lock()
	defer w.mu.Unlock()
	key := boardKey{of, namespace}
	b, shared := w.boards[key]
	if !shared {
		b = w.start(access, key)
	}
	r := &reader{name: name, changed: make(chan struct{}, 1)}
	b.mu.Lock()
	defer b.mu.Unlock()
	if shared {
		r.before = b.lists
	}
	b.readers[r] = true
	return b, r
}

func (w *watches) start(access *Access, key boardKey) *board {
	if w.boards == nil {
		w.boards = map[boardKey]*board{}
	}
	// The watch is for all readers, so it ends with the last of them and not with the context of the first.
	ctx, stop := context.WithCancel(context.Background())
	b := &board{stop: stop, readers: map[*reader]bool{}}
	w.boards[key] = b
	go source{access: access, of: key.of, namespace: key.namespace}.follow(ctx, b)
	return b
}

// leave removes a reader. A board without readers, or one that hears nothing any more, is not kept.
func (w *watches) leave(b *board, r *reader) {
	w.mu.Lock()
	defer w.mu.Unlock()
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.readers, r)
	if len(b.readers) > 0 && b.err == nil {
		return
	}
	b.stop()
	for key, candidate := range w.boards {
		if candidate == b {
			delete(w.boards, key)
		}
	}
}
