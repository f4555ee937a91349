package host

import (
	"slices"

	"go.yaml.in/yaml/v3"
)

// section is a list of a kubeconfig: its key, and the key that an entry has beside its name.
type section struct{ key, item string }

var (
	contexts = section{"contexts", "context"}
	sections = []section{{"clusters", "cluster"}, {"users", "user"}, contexts}
)

// list returns the section's list, or nil where the file has none, or a null as kubectl writes it.
func (s section) list(config *yaml.Node) *yaml.Node {
	list := get(config, s.key)
	if list == nil || list.Kind != yaml.SequenceNode {
		return nil
	}
	return list
}

// find returns the entry of that name and its place.
func (s section) find(config *yaml.Node, name string) (int, *yaml.Node) {
	list := s.list(config)
	if list == nil {
		return 0, nil
	}
	for i, entry := range list.Content {
		if value := get(entry, "name"); value != nil && value.Value == name {
			return i, entry
		}
	}
	return 0, nil
}

// replace puts an entry in the place of the one of that name, or at the end.
func (s section) replace(config *yaml.Node, name string, entry *yaml.Node) {
	if s.list(config) == nil {
		set(config, s.key, &yaml.Node{Kind: yaml.SequenceNode})
	}
	list := s.list(config)
	if i, there := s.find(config, name); there != nil {
		list.Content[i] = entry
		return
	}
	list.Style &^= yaml.FlowStyle // what was [] becomes a list of lines
	list.Content = append(list.Content, entry)
}

// drop removes the entries that belong to a lab, and returns their names.
func (s section) drop(config *yaml.Node, lab string) []string {
	list := s.list(config)
	if list == nil {
		return nil
	}
	var names []string
	list.Content = slices.DeleteFunc(list.Content, func(entry *yaml.Node) bool {
		ours := owner(get(entry, s.item)) == lab
		if ours {
			names = append(names, get(entry, "name").Value)
		}
		return ours
	})
	return names
}

// forgetCurrent leaves no current context that is not there.
func forgetCurrent(config *yaml.Node, removed []string) {
	if current := get(config, "current-context"); current != nil && slices.Contains(removed, current.Value) {
		current.SetString("")
	}
}
