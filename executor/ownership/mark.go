package ownership

import (
	"fmt"

	"github.com/kaaslab/kaaslab/planner"
)

// The keys of the marks, beside planner.LabLabel: labels in Docker, annotations in Kubernetes.
const (
	// IDKey has the ID of the lab's identity.
	IDKey = "kaaslab.dev/id"
	// ObjectKey has the name of the thing that the lab made. On a copy it is that of another thing.
	ObjectKey = "kaaslab.dev/object"
)

// Marks are the marks of a thing that the lab makes, without the label of its name.
func (l *Lab) Marks(object string) map[string]string {
	return map[string]string{IDKey: l.Identity().ID, ObjectKey: object}
}

// Claim is what a thing says about whose it is.
type Claim struct {
	Lab, ID, Object string
	// Proven says that something other than its marks shows that kaaslab made the thing, such as its field owner.
	Proven bool
	// Maker is who made the lab that the thing says it is of, as far as the thing says that.
	Maker string
}

// AnotherOwner stands for the owner of what no lab owns.
const AnotherOwner = "another owner"

// Whose is whose a thing is.
type Whose struct {
	// Owner is the lab's name if the thing is the lab's, and otherwise says in words whose it is.
	Owner string
	// Unmarked says that the thing is provably the lab's and lacks marks, as what an earlier kaaslab made.
	Unmarked bool
	// Claims says that the thing carries the lab's name and is not the lab's.
	Claims bool
	// Copy says that what claims so is nobody's: it was copied, labels and all, from something of the lab.
	Copy bool
}

// Judge says whose a thing is, by what it claims and by the name under which the lab would have made it.
func (l *Lab) Judge(claim Claim, object string) Whose {
	switch id := l.Identity().ID; {
	case claim.Lab == "":
		return Whose{Owner: AnotherOwner}
	case claim.Lab != l.name:
		return Whose{Owner: claim.Lab}
	case claim.ID != "" && claim.ID != id:
		return Whose{Owner: "another lab named " + l.name + " (" + orElse(claim.Maker, "of identity "+claim.ID) + ")", Claims: true}
	case claim.Object != "" && claim.Object != object:
		return Whose{Owner: "nobody: a copy of " + claim.Object, Claims: true, Copy: true}
	case !claim.Proven && claim.Object != "":
		return Whose{Owner: "nobody: somebody else made it again with the lab's marks", Claims: true, Copy: true}
	case !claim.Proven:
		return Whose{Owner: "nobody: nothing but a label says that it is the lab's", Claims: true, Copy: true}
	}
	return Whose{Owner: l.name, Unmarked: claim.ID == "" || claim.Object == ""}
}

func orElse(text, fallback string) string {
	if text == "" {
		return fallback
	}
	return text
}

// Note says of what only claims to be the lab's that it stays, or nothing.
func (w Whose) Note() string {
	if !w.Claims {
		return ""
	}
	return fmt.Sprintf("carries this lab's label, and belongs to %s", w.Owner) + planner.LeftAlone
}

// Tell adds whose it is to an observation.
func (w Whose) Tell(o *planner.Observed) {
	o.Owner, o.Unmarked = w.Owner, w.Unmarked
	if note := w.Note(); note != "" {
		o.Notes = append(o.Notes, note)
	}
}
