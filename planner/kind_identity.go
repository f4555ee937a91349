package planner

import "github.com/kaaslab/kaaslab/spec"

// KindIdentity is the note in the management cluster of which lab of its name it is that has things there.
const KindIdentity Kind = "identity"

// Identity tells a lab from every other lab of the same name: a random ID made with the lab, and who made it.
type Identity struct {
	ID   string `json:"id,omitempty"`
	User string `json:"user,omitempty"`
	Host string `json:"host,omitempty"`
	// Machine tells machines of one host name apart; it is empty where a machine has nothing of the sort.
	Machine string `json:"machine,omitempty"`
	// StateDir is the lab's state directory: two of them on one machine are as two machines.
	StateDir string `json:"stateDir,omitempty"`
	// File is the absolute path of the lab file, or - for one that was piped in.
	File string `json:"file,omitempty"`
	Made string `json:"made,omitempty"` // when, as in RFC 3339
}

// Immutable implements Attrs. An identity lasts as long as its lab.
func (Identity) Immutable() []string { return nil }

// Fill implements Open: a lab file says nothing of an identity, so what is there is right.
func (Identity) Fill(observed Attrs) Attrs { return observed }

// Known reports whether there is an identity at all.
func (i Identity) Known() bool { return i.ID != "" }

// MadeBySame reports whether two identities were made by the same user on the same machine from the same file.
func (i Identity) MadeBySame(other Identity) bool {
	return i.User == other.User && i.Host == other.Host && i.Machine == other.Machine && i.StateDir == other.StateDir && i.File == other.File
}

// Maker says in a few words who made the lab, and from which file.
func (i Identity) Maker() string {
	if i.User == "" && i.Host == "" {
		return "made by nobody knows whom"
	}
	return "made by " + i.User + "@" + i.Host + " from " + i.From()
}

// From names the lab file for people.
func (i Identity) From() string {
	if i.File == "-" || i.File == "" {
		return "standard input"
	}
	return i.File
}

// IdentityID is the ID of a lab's identity.
func IdentityID(lab string) ID { return ID{KindIdentity, lab} }

func desiredIdentity(lab *spec.Lab) []Resource {
	return []Resource{{ID: IdentityID(lab.Name), Within: managementID(lab), Attrs: Identity{}}}
}

// needIdentity makes all that the management cluster holds need the lab's identity: what is made without it could be
// anybody's.
func needIdentity(lab *spec.Lab, resources []Resource) {
	for i := range resources {
		r := &resources[i]
		if HolderOf(r.ID.Kind) == KindManagementCluster && r.ID.Kind != KindIdentity && r.ID.Kind != KindPeering {
			r.Needs = append(r.Needs[:len(r.Needs):len(r.Needs)], IdentityID(lab.Name))
		}
	}
}
