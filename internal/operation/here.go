package operation

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"os/user"
	"path/filepath"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/planner"
)

// From says who works on a lab now, on which machine and from which file. Its ID is the one that this machine knows the
// lab of that file by, if it does.
func From(file string, dir statedir.Dir) planner.Identity {
	here := planner.Identity{User: userName(), Machine: machineID(), StateDir: dir.Path(), File: file}
	here.Host, _ = os.Hostname()
	if file != "-" && file != "" {
		if absolute, err := filepath.Abs(file); err == nil {
			here.File = absolute
		}
	}
	for file, known := range KnownLabs(dir) {
		if sameFile(file, here.File) && (here.ID == "" || file == here.File) {
			here.ID, here.Made = known.ID, known.Made
		}
	}
	return here
}

func userName() string {
	if current, err := user.Current(); err == nil {
		return current.Username
	}
	return os.Getenv("USER")
}

// sameFile reports whether two paths lead to one file, by whatever links.
func sameFile(one, other string) bool {
	if one == other {
		return true
	}
	plainOne, errOne := filepath.EvalSymlinks(one)
	plainOther, errOther := filepath.EvalSymlinks(other)
	return errOne == nil && errOther == nil && plainOne == plainOther
}

// machineID tells machines of one name apart, such as containers. The ID itself is nobody's business, as its manual says.
func machineID() string {
	id, err := os.ReadFile("/etc/machine-id")
	if err != nil || len(strings.TrimSpace(string(id))) == 0 {
		return ""
	}
	sum := sha256.Sum256([]byte("kaaslab " + strings.TrimSpace(string(id))))
	return hex.EncodeToString(sum[:6])
}

// KnownLab is what this machine notes of a lab that it has worked on. Without the note somebody is asked once more.
type KnownLab struct {
	ID   string `json:"id"`
	Made string `json:"made"`
}

func knownPath(dir statedir.Dir) string { return filepath.Join(dir.Path(), "known.json") }

// KnownLabs has the lab that each file is known for. A note that cannot be read is none.
func KnownLabs(dir statedir.Dir) map[string]KnownLab {
	known := map[string]KnownLab{}
	if text, err := os.ReadFile(knownPath(dir)); err == nil {
		_ = json.Unmarshal(text, &known)
	}
	return known
}

// Know notes that the lab of this identity is that of the file.
func (l *Lab) Know(identity planner.Identity) error {
	known := KnownLabs(l.Dir)
	note := KnownLab{ID: identity.ID, Made: identity.Made}
	if known[l.Here.File] == note {
		return nil
	}
	known[l.Here.File] = note
	text, err := json.Marshal(known)
	if err != nil {
		return fault.Wrap(fault.StateFiles, err)
	}
	return l.Dir.WriteFile(knownPath(l.Dir), append(text, '\n'), 0o600)
}

// meant takes the lab that is there for the one that is named, whichever file it is worked on with: a name is all there is.
func (l *Lab) meant(there planner.Identity) {
	l.Here.File = there.File
	for _, known := range KnownLabs(l.Dir) {
		if known.ID == there.ID {
			l.Here.ID = there.ID
		}
	}
}
