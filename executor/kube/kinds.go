package kube

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/poll"
	"github.com/kaaslab/kaaslab/internal/untyped"
)

// kinds remembers what a server serves, for the objects of manifests whose kinds kaaslab does not know. It is asked one
// group and version at a time: nothing else has to be known.
type kinds struct {
	mu    sync.Mutex
	known map[string]Resource // by apiVersion and kind
}

type servedKinds struct {
	Resources []struct {
		Name       string `json:"name"`
		Kind       string `json:"kind"`
		Namespaced bool   `json:"namespaced"`
	} `json:"resources"`
}

// unknownKindError may pass: a definition that was just installed takes a moment to be served.
type unknownKindError struct{ apiVersion, kind string }

func (e unknownKindError) Error() string {
	return fmt.Sprintf("the management cluster knows no kind %s of %s; install its definition first, or correct the manifest",
		e.kind, e.apiVersion)
}

// Outlook says that the definition may be on its way, though not for long: what the lab defines itself is served before it is used.
// Groups without a dot are the API server's own, to which no definition can add.
func (e unknownKindError) Outlook() executor.Outlook {
	if group, _, found := strings.Cut(e.apiVersion, "/"); !found || !strings.Contains(group, ".") {
		return executor.Lasting
	}
	return executor.Unclear
}

// FaultCode implements fault.Coded.
func (unknownKindError) FaultCode() fault.Code { return fault.NotServed }

// ResourceFor finds how the server names a kind.
func (c *Client) ResourceFor(ctx context.Context, apiVersion, kind string) (Resource, error) {
	c.kinds.mu.Lock()
	defer c.kinds.mu.Unlock()
	if of, known := c.kinds.known[apiVersion+" "+kind]; known {
		return of, nil
	}
	if err := c.discover(ctx, apiVersion); err != nil {
		return Resource{}, err
	}
	if of, known := c.kinds.known[apiVersion+" "+kind]; known {
		return of, nil
	}
	return Resource{}, unknownKindError{apiVersion, kind}
}

func (c *Client) discover(ctx context.Context, apiVersion string) error {
	doing := "ask which kinds of " + apiVersion + " there are"
	data, err := c.answerTo(ctx, c.rest.Get().AbsPath(versionPath(apiVersion)))
	if IsNotFound(err) {
		return nil
	}
	if err != nil {
		return failed(doing, err)
	}
	var served servedKinds
	if err := decode(doing, data, &served); err != nil {
		return err
	}
	c.kinds.add(apiVersion, served)
	return nil
}

func (k *kinds) add(apiVersion string, served servedKinds) {
	if k.known == nil {
		k.known = map[string]Resource{}
	}
	group, version, found := strings.Cut(apiVersion, "/")
	if !found {
		group, version = "", apiVersion
	}
	for _, r := range served.Resources {
		if strings.Contains(r.Name, "/") {
			continue // a subresource, which has the kind of something else
		}
		k.known[apiVersion+" "+r.Kind] = Resource{Group: group, Version: version, Kind: r.Kind, Plural: r.Name, Namespaced: r.Namespaced}
	}
}

// awaitServed waits until the server serves what a definition defines, which is a moment after it has taken it in.
func (c *Client) awaitServed(ctx context.Context, definition Object, report func(string)) error {
	for _, version := range untyped.Items[map[string]any](definition.Map("spec")["versions"]) {
		if served, _ := version["served"].(bool); !served {
			continue
		}
		name, _ := version["name"].(string)
		of := Resource{Group: definition.text("spec", "group"), Version: name}
		if err := c.awaitKind(ctx, of.APIVersion(), definition.text("spec", "names", "kind"), report); err != nil {
			return err
		}
	}
	return nil
}

func (c *Client) awaitKind(ctx context.Context, apiVersion, kind string, report func(string)) error {
	for {
		_, err := c.ResourceFor(ctx, apiVersion, kind)
		if !errors.As(err, &unknownKindError{}) {
			return err
		}
		report("the server does not serve " + kind + " of " + apiVersion + " yet")
		_ = poll.Pause(ctx, firstPause)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
}

// WithoutKind takes the error of a list that failed because the server does not know the kind for no error: of a kind that
// is not installed there is nothing, for certain.
func WithoutKind(err error) error {
	if isNotServed(err) {
		return nil
	}
	return err
}
