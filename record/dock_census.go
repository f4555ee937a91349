package record

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/types"
)

// settled takes all that is there for things of others.
func (d *dock) settled(ctx context.Context) error {
	d.beside = map[string]bool{}
	return d.each(ctx, func(kind, name string, _ []byte) error {
		d.beside[kind+"/"+name] = true
		return nil
	})
}

// each visits all containers, volumes and networks, with what Docker says of each.
func (d *dock) each(ctx context.Context, visit func(kind, name string, said []byte) error) error {
	var containers []struct{ ID string }
	var volumes struct{ Volumes []map[string]any }
	var all []json.RawMessage
	if err := errors.Join(d.get(ctx, "/containers/json?all=1", &containers), d.get(ctx, "/volumes", &volumes), d.get(ctx, "/networks", &all)); err != nil {
		return err
	}
	slices.SortFunc(volumes.Volumes, func(a, b map[string]any) int { return cmp.Compare(fmt.Sprint(a["Name"]), fmt.Sprint(b["Name"])) }) // anonymous ones are told apart by it
	for _, v := range volumes.Volumes {
		said, err := json.Marshal(v)
		if err != nil {
			return err
		}
		all = append(all, said)
	}
	for _, c := range containers {
		var said json.RawMessage
		if err := d.get(ctx, "/containers/"+c.ID+"/json", &said); err != nil {
			return err
		}
		all = append(all, said)
	}
	for _, said := range all {
		var thing described
		if err := json.Unmarshal(said, &thing); err != nil {
			return err
		}
		if kind := thing.kind(); kind != "network" || !slices.Contains([]string{"bridge", "host", "none"}, thing.Name) {
			if err := visit(kind, strings.TrimPrefix(thing.Name, "/"), said); err != nil {
				return err
			}
		}
	}
	return nil
}

// get reads what Docker says at a path.
func (d *dock) get(ctx context.Context, path string, into any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://docker"+path, nil)
	if err != nil {
		return err
	}
	got, err := toDocker(d.host).RoundTrip(request)
	if err != nil {
		return err
	}
	defer got.Body.Close()
	if got.StatusCode != http.StatusOK {
		return fmt.Errorf("docker: %s: %s", path, got.Status)
	}
	return json.NewDecoder(got.Body).Decode(into)
}

// count takes a census of a lab, and one of what is of others.
func (d *dock) count(ctx context.Context, lab string) (own, strangers Census, err error) {
	own, strangers = Census{}, Census{}
	return own, strangers, d.each(ctx, func(kind, name string, said []byte) error {
		if d.beside[kind+"/"+name] {
			strangers[kind+"/"+name] = Thing{Version: string(said)}
			return nil
		}
		key := strings.ReplaceAll(kind+"/"+anyID.ReplaceAllString(name, "anonymous"), lab, "LAB")
		for own[key].UID != "" {
			key += "+"
		}
		thing, err := thingOf(said, lab)
		own[key] = thing
		return err
	})
}

// described is what Docker says of a container, a volume or a network, as far as it is the same in every lab.
type described struct {
	ID, CreatedAt string
	Name, Driver  string
	Mountpoint    string // of a volume
	Image         string // of a container
	Options       map[string]string
	Labels        map[string]string
	Config        struct {
		Image  string
		Labels map[string]string
	}
	State           struct{ Status string }
	Mounts          []struct{ Type, Destination string }
	HostConfig      struct{ RestartPolicy struct{ Name string } }
	NetworkSettings struct {
		Networks map[string]struct{ IPAMConfig *struct{ IPv4Address string } }
	}
}

func (d described) kind() string {
	switch {
	case d.Mountpoint != "":
		return "volume"
	case d.Image != "":
		return "container"
	}
	return "network"
}

// uid tells a thing from another one of its name. A volume has no ID, and is as old as its directory says; the name of an anonymous one is
// its own.
func (d described) uid() types.UID {
	if anyID.MatchString(d.Name) {
		return types.UID(d.Name)
	}
	return types.UID(cmp.Or(d.ID, d.Name+" "+d.CreatedAt))
}

// thingOf leaves out what is another one in every lab.
func thingOf(said []byte, lab string) (Thing, error) {
	var d described
	if err := json.Unmarshal(said, &d); err != nil {
		return Thing{}, err
	}
	networks := map[string]bool{} // and whether the address is a fixed one
	for name, end := range d.NetworkSettings.Networks {
		networks[name] = end.IPAMConfig != nil && end.IPAMConfig.IPv4Address != ""
	}
	var mounts []string
	for _, m := range d.Mounts {
		mounts = append(mounts, m.Type+" "+m.Destination)
	}
	slices.Sort(mounts)
	content, err := json.Marshal([]any{
		d.Driver, d.Options, slices.Sorted(maps.Keys(d.Labels)), slices.Sorted(maps.Keys(d.Config.Labels)),
		d.Config.Image, d.State.Status, mounts, d.HostConfig.RestartPolicy, networks,
	})
	return Thing{UID: d.uid(), Content: strings.ReplaceAll(string(content), lab, "LAB")}, err
}

// scrub removes what is left of a lab.
func (d *dock) scrub(ctx context.Context) error {
	removals := map[string][]string{"container": {"rm", "--force", "--volumes"}, "volume": {"volume", "rm"}, "network": {"network", "rm"}}
	for _, kind := range []string{"container", "volume", "network"} { // a volume that is mounted cannot be removed
		err := d.each(ctx, func(of, name string, _ []byte) error {
			if of != kind || d.beside[of+"/"+name] {
				return nil
			}
			_, err := d.call(ctx, append(slices.Clone(removals[kind]), name)...)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
