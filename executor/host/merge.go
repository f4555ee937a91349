package host

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// Merge adds a cluster to the user's kubeconfig file, or brings it up to date there, and returns the name of its context,
// kaaslab-<lab>-<cluster>. The kubeconfig is the content of a file that kaaslab wrote.
//
// Everything else in the file stays as it is, the current context above all. An entry of that name that Merge did not
// write is an error.
func Merge(path string, kubeconfig []byte) (string, error) {
	rec, _, err := splitRecord(kubeconfig)
	if err != nil {
		return "", fault.Errorf(fault.UsersKubeconfig, "merge a kubeconfig: %w", err)
	}
	cluster, _ := planner.ParseID(rec.Cluster)
	name := fmt.Sprintf("kaaslab-%s-%s", rec.Lab, planner.KubeconfigResource(cluster).ID.Name)
	entries, err := entriesOf(kubeconfig, name, rec.Lab)
	if err != nil {
		return "", fault.Errorf(fault.UsersKubeconfig, "merge the kubeconfig of %s: %w", name, err)
	}
	return name, change(path, func(user *yaml.Node) error { return entries.put(user, name, rec.Lab) })
}

// Unmerge removes from the user's kubeconfig file what Merge has written there for a lab, and returns the contexts that
// went. If the current context is one of them, there is none any more.
func Unmerge(path, lab string) ([]string, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var removed []string
	err := change(path, func(user *yaml.Node) error {
		for _, section := range sections {
			names := section.drop(user, lab)
			if section == contexts {
				removed = names
			}
		}
		forgetCurrent(user, removed)
		return nil
	})
	return removed, err
}

// entries are what a cluster has in a kubeconfig: one entry in each section.
type entries map[section]*yaml.Node

// entriesOf takes the entries of a file of kaaslab's, which has one of each, and gives them another name.
func entriesOf(kubeconfig []byte, name, lab string) (entries, error) {
	own, err := parse(kubeconfig)
	if err != nil {
		return nil, err
	}
	entries := entries{}
	for _, section := range sections {
		list := section.list(own)
		if list == nil || len(list.Content) != 1 {
			return nil, fault.Errorf(fault.WrongKubeconfig, "its section %s has not one entry; run `kaaslab apply`", section.key)
		}
		entry := list.Content[0]
		set(entry, "name", text(name))
		mark(get(entry, section.item), lab)
		entries[section] = entry
	}
	use := get(entries[contexts], contexts.item)
	set(use, "cluster", text(name))
	set(use, "user", text(name))
	return entries, nil
}

// put checks every section before it changes one.
func (e entries) put(user *yaml.Node, name, lab string) error {
	var errs []error
	for _, section := range sections {
		if _, there := section.find(user, name); there != nil && owner(get(there, section.item)) != lab {
			errs = append(errs, fault.Errorf(fault.UsersKubeconfig, "the file has an entry %s in %s that was not merged for lab %s; rename it there first", name, section.key, lab))
		}
	}
	if len(errs) > 0 {
		return errors.Join(errs...)
	}
	for _, section := range sections {
		section.replace(user, name, e[section])
	}
	return nil
}
