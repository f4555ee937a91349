package planner

import (
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// Kind is the type of a resource, as it is written in an ID.
type Kind string

// ID names a resource within a lab. Its text, kind/name, is what people type and read.
type ID struct {
	Kind Kind
	Name string
}

// String returns kind/name, or the empty string for no ID.
func (id ID) String() string {
	if id == (ID{}) {
		return ""
	}
	return string(id.Kind) + "/" + id.Name
}

// MarshalText writes the ID as kind/name.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// ParseID reads kind/name. It reports false when the text has no slash or an empty part.
func ParseID(text string) (ID, bool) {
	kind, name, found := strings.Cut(text, "/")
	if !found || kind == "" || name == "" {
		return ID{}, false
	}
	return ID{Kind: Kind(kind), Name: name}, true
}

// Resource is one thing of a lab, wanted or there.
type Resource struct {
	ID    ID
	Attrs Attrs

	// From is where the resource is written down, if that is elsewhere than in the lab file: file:line.
	From string
	// Needs lists what must be in place before this resource, and must go after it.
	Needs []ID
	// Within is the holder. What a holder holds cannot be seen until the holder is ready, and goes with it.
	Within ID
	// Outlives says that the resource leaves things outside its holder. It is deleted before the holder.
	Outlives bool
	// Follows lists the resources after whose changes this one has to be seen to again.
	Follows []ID
	// Shared says that the resource may belong to somebody else. It is then used as it is, and left when the lab goes.
	Shared bool
}

// Attrs are the fields of a resource that a lab decides, named by their JSON tags. Desired and observed resources of a
// kind have attributes of the same type.
type Attrs interface {
	// Immutable lists the fields that cannot change in place, by the name that a change of them has.
	Immutable() []string
}

// Open is for attributes that leave fields open, such as a port that may be any, or a value that is only a minimum.
type Open interface {
	// Fill returns the attributes with the open fields taken from what is there.
	Fill(observed Attrs) Attrs
}

// Guarded is for attributes that cannot be reached from everywhere, such as a Kubernetes version.
type Guarded interface {
	// Refuse returns why the resource cannot get from the observed attributes to these, or the empty string, and the code of
	// the reason.
	Refuse(observed Attrs) (fault.Code, string)
}

// Given is for attributes of what may have to be there already: a lab takes it over from whoever made it, and cannot make it.
type Given interface {
	// Given reports whether the resource has to be there.
	Given() bool
}

// Reasoned is for attributes that the lab file need not name, so that they may change for another reason than that they
// differ from it.
type Reasoned interface {
	// Reason returns why they change, or the empty string.
	Reason() string
}
