package kube

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"sync"

	"k8s.io/apimachinery/pkg/types"

	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/internal/fault"
)

// inventory notes in a ConfigMap of the management cluster which kinds of objects the lab's manifests had. Without it an
// object whose kind the lab file no longer names would never be found again. It is there as long as there are objects.
type inventory struct {
	lab *ownership.Lab

	mu      sync.Mutex
	noted   map[listing]bool // in this run
	writing int              // objects that are being applied
}

// listing is what finds objects with one request: those of a kind, and those of one namespace if they are in one. Who may not read
// the rest of a cluster need not.
type listing struct {
	Resource
	In string `json:"in,omitempty"`
}

func (l listing) key() string {
	key := l.Kind + "." + l.Version + "." + l.Group
	if l.In != "" && l.In != Namespace {
		key += "_" + l.In
	}
	return key
}

type inventoryMap struct {
	Metadata Meta              `json:"metadata"`
	Data     map[string]string `json:"data"`
}

func (i *inventory) name() string { return inventoryName(i.lab) }

func inventoryName(lab *ownership.Lab) string { return "kaaslab-" + lab.Name() + "-objects" }

// IsNote reports whether a ConfigMap is one in which kaaslab notes for itself what a lab is and has, by its name.
func IsNote(live Meta, lab *ownership.Lab) bool {
	return live.Namespace == Namespace && (live.Name == identityName(lab) || live.Name == inventoryName(lab))
}

func (i *inventory) read(ctx context.Context, client *Client) ([]listing, error) {
	kinds, _, err := i.readMap(ctx, client)
	return kinds, err
}

func (i *inventory) readMap(ctx context.Context, client *Client) ([]listing, Meta, error) {
	var live inventoryMap
	err := client.Get(ctx, ConfigMaps, Namespace, i.name(), &live)
	if IsNotFound(err) {
		return nil, Meta{}, nil
	}
	if err != nil {
		return nil, Meta{}, err
	}
	if whose := ConfigMaps.Whose(live.Metadata, i.lab); whose.Owner != i.lab.Name() {
		return nil, Meta{}, &ForeignError{Object: ConfigMaps.Describe(Namespace, i.name()), Whose: whose, Lab: i.lab.Name()}
	}
	var kinds []listing
	for _, key := range slices.Sorted(maps.Keys(live.Data)) {
		var of listing
		if err := json.Unmarshal([]byte(live.Data[key]), &of); err != nil || of.Plural == "" {
			return nil, Meta{}, fault.Errorf(fault.DamagedRecord, "ConfigMap %s: key %s is not what kaaslab wrote; remove the key", i.name(), key)
		}
		if of.Namespaced {
			of.In = cmp.Or(of.In, Namespace)
		}
		kinds = append(kinds, of)
	}
	return kinds, live.Metadata, nil
}

// keep notes the kind, and then applies an object of it.
func (i *inventory) keep(ctx context.Context, client *Client, of listing, apply func() error) error {
	if err := i.begin(ctx, client, of); err != nil {
		return err
	}
	defer func() {
		i.mu.Lock()
		defer i.mu.Unlock()
		i.writing--
	}()
	return apply()
}

func (i *inventory) begin(ctx context.Context, client *Client, of listing) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	if !i.noted[of] {
		if err := i.note(ctx, client, of); err != nil {
			return err
		}
		if i.noted == nil {
			i.noted = map[listing]bool{}
		}
		i.noted[of] = true
	}
	i.writing++
	return nil
}

// note adds one key and leaves the others, whoever wrote them.
func (i *inventory) note(ctx context.Context, client *Client, of listing) error {
	if _, err := client.Apply(ctx, ConfigMaps, ConfigMaps.New(Namespace, i.name()), i.lab); err != nil {
		return err
	}
	line, err := json.Marshal(of)
	if err != nil {
		return err
	}
	addition := map[string]any{"data": map[string]string{of.key(): string(line)}}
	return client.patch(ctx, types.MergePatchType, ConfigMaps, Namespace, i.name(), addition, &Named{})
}

// forget removes the inventory if no object is left.
func (i *inventory) forget(ctx context.Context, client *Client, selector string) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.writing > 0 {
		return nil
	}
	kinds, meta, err := i.readMap(ctx, client)
	if err != nil || meta.UID == "" {
		return err
	}
	for _, of := range kinds {
		found := false
		query := Query{Namespace: of.In, Labels: selector, MetadataOnly: true}
		_, err := List(ctx, client, of.Resource, query, func(object *Named) {
			found = found || of.Whose(object.Metadata, i.lab).Owner == i.lab.Name()
		})
		if found || err != nil && !isNotServed(err) {
			return err
		}
	}
	i.noted = nil
	return client.DeleteExactly(ctx, ConfigMaps, meta)
}
