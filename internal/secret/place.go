package secret

import (
	"slices"
	"strings"
)

// Place is a place in a value on the way down from its top, and how secret it is. The zero Place is the top, where only the
// shape of a text makes it a secret.
type Place struct {
	hidden bool // what is here is a secret, or is part of one
	itself bool // its own name says so
	many   bool // several secrets are here, by names that may be any words
}

// Hides reports whether what is at the place is hidden whatever it looks like.
func (p Place) Hides() bool { return p.hidden }

// Field is the place of a field of an object. Below the name of a secret there may be a description of it, as in auth:
// {username: x, password: y}, of which only what tells nothing is shown.
func (p Place) Field(object map[string]any, field string) Place {
	value := object[field]
	_, isObject := value.(map[string]any)
	switch {
	case Field(object, field):
		return Place{hidden: true, itself: true, many: isObject && isPlural(field)}
	case !p.hidden || p.describes(object, field):
		return Place{}
	}
	return Place{hidden: true, many: p.many}
}

// Item is the place of an item of a list.
func (p Place) Item(list []any, i int) Place {
	if Item(list, i) {
		return Place{hidden: true, itself: true}
	}
	return Place{hidden: p.hidden, itself: p.itself}
}

func isPlural(field string) bool { return strings.HasSuffix(strings.ToLower(field), "s") }

// describing are fields that tell about a secret, and counting are those that do so even among names of secrets.
var (
	describing = []string{
		"name", "namespace", "username", "user", "database", "algorithm", "length", "size", "ttl", "type", "kind", "image", "repository",
		"tag", "version", "host", "port", "usages", "groups", "expires", "mode", "method",
		"path", "file", "cacerthashes", "description",
	}
	counting = []string{"enabled", "create", "replicas", "replicacount"}
)

// describes reports whether a field below the name of a secret only tells about it.
func (p Place) describes(object map[string]any, field string) bool {
	plain := withoutSeparators.Replace(strings.ToLower(field))
	switch {
	case slices.Contains(counting, plain):
		return true
	case p.many:
		return false
	}
	return slices.Contains(describing, plain) || isReference(object) || speaksOf(field)
}
