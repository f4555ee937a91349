package kube

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/poll"
)

// source is where the objects of one kind in one namespace are heard of: one list, and one watch from there on.
type source struct {
	access    *Access
	of        Resource
	namespace string
}

// How long to wait before a server that does not answer is asked again.
const (
	firstPause   = 200 * time.Millisecond
	longestPause = 5 * time.Second
)

// follow keeps the board current until the context ends or until an error that trying again does not mend. Whatever ended a
// watch, there is a pause before the next list, which grows as long as no watch tells anything: a server that answers at once
// would be asked without an end.
func (s source) follow(ctx context.Context, b *board) {
	for pause := firstPause; ctx.Err() == nil; pause = min(2*pause, longestPause) {
		heard, err := s.listAndWatch(ctx, b)
		if heard {
			pause = firstPause
		}
		if apierrors.IsResourceExpired(err) || apierrors.IsGone(err) || errors.Is(err, errUnreadable) {
			_ = poll.Pause(ctx, pause/2+rand.N(pause)) // what was missed is in a new list
			continue
		}
		if executor.OutlookOf(err, nil) == executor.Lasting {
			b.end(failed("watch "+s.of.Plural, err))
			return
		}
		b.setTrouble("the management cluster does not answer: " + err.Error())
		_ = poll.Pause(ctx, pause/2+rand.N(pause))
	}
}

// fresh is for how long a list and what a watch tells after it are believed. A watch can keep something back, and a connection can be
// dead without a word; whoever waits for what was missed would wait for good.
const fresh = time.Minute

// listAndWatch returns only with an error. It reports whether a watch has told anything.
func (s source) listAndWatch(ctx context.Context, b *board) (heard bool, err error) {
	for err == nil {
		var more bool
		more, err = s.listAndWatchOnce(ctx, b)
		heard = heard || more
	}
	return heard, err
}

// listAndWatchOnce returns without an error once the list is old.
func (s source) listAndWatchOnce(ctx context.Context, b *board) (heard bool, err error) {
	client, err := s.access.Client()
	if err != nil {
		return false, err
	}
	objects := map[string]json.RawMessage{}
	version, err := List(ctx, client, s.of, Query{Namespace: s.namespace}, func(item *json.RawMessage) {
		objects[titleOf(*item).Name] = *item
	})
	if err != nil {
		return false, err
	}
	b.replace(objects)
	first, listed := version, time.Now()
	for err == nil && time.Since(listed) < fresh {
		last := version
		if version, err = s.watch(ctx, client, version, b); err == nil && version == last && time.Since(listed) < fresh {
			err = io.ErrUnexpectedEOF // a stream that closes without a word, again and again, needs a pause
		}
	}
	return version != first, err
}

// watch takes in changes until the server closes the stream, which it does regularly, and returns the last version.
func (s source) watch(ctx context.Context, client *Client, version string, b *board) (string, error) {
	lasts := fresh + rand.N(fresh/2)
	limited, cancel := context.WithTimeout(ctx, lasts+longestPause)
	defer cancel()
	body, err := client.watch(limited, s.of, s.namespace, version, int(lasts.Seconds()))
	if err != nil {
		return version, closedOr(ctx, limited, err)
	}
	defer body.Close()
	for lines := json.NewDecoder(body); ; {
		var line watchLine
		if err := lines.Decode(&line); err != nil {
			return version, closedOr(ctx, limited, err)
		}
		if version, err = line.record(version, b); err != nil {
			return version, err
		}
	}
}

// closedOr keeps an error that says more than that the stream has ended, or has lasted for longer than it may.
func closedOr(ctx, limited context.Context, err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || limited.Err() != nil {
		return ctx.Err()
	}
	return err
}

// watchLine is one event of a watch.
type watchLine struct {
	Type   string          `json:"type"`
	Object json.RawMessage `json:"object"`
}

// title is what tells which object it is, and how new.
type title struct{ Name, ResourceVersion string }

func titleOf(object json.RawMessage) title {
	var named struct {
		Metadata title `json:"metadata"`
	}
	_ = json.Unmarshal(object, &named) // one without a name is found by nobody
	return named.Metadata
}

// errUnreadable is about a line that is not what a watch sends.
var errUnreadable = fault.Errorf(fault.KubernetesRequest, "cannot read the watch")

func (l watchLine) record(version string, b *board) (string, error) {
	if l.Type == "ERROR" {
		status := &apierrors.StatusError{}
		_ = json.Unmarshal(l.Object, &status.ErrStatus) // an error that cannot be read is an error all the same
		return version, status
	}
	t := titleOf(l.Object)
	switch {
	case t.ResourceVersion == "":
		return version, errUnreadable
	case l.Type == "DELETED":
		b.set(t.Name, nil)
	case l.Type != "BOOKMARK":
		b.set(t.Name, l.Object)
	}
	return t.ResourceVersion, nil
}
