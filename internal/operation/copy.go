package operation

import (
	"cmp"
	"errors"
	"io/fs"
	"os"

	"github.com/kaaslab/kaaslab/executor/host"
	"github.com/kaaslab/kaaslab/executor/management/embedded"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Copy is what a lab becomes that is loaded beside the one that was saved: a lab with a name, an identity, keys and ports of its own.
// Without a name it is no copy, but the lab itself.
type Copy struct {
	Name string
	// File is the lab file of the copy, if it has one, and Management the name of the management cluster in it.
	File, Management string
}

// makeOf turns the files of the lab that was loaded into those of its copy.
func (c Copy) makeOf(of string, dir statedir.Dir) error {
	noted, err := Recall(dir)
	if err != nil {
		return err
	}
	if err := os.Remove(knownPath(dir)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fault.Wrap(fault.StateFiles, err)
	}
	identity := ownership.New(c.Name, From(c.File, dir)).Identity()
	management := cmp.Or(c.Management, noted.Name, spec.ManagementName(of))
	if management == spec.ManagementName(of) {
		management = spec.ManagementName(c.Name)
	}
	if err := embedded.MakeCopy(dir, embedded.Copied{Of: of, As: c.Name, Management: management, Identity: identity}); err != nil {
		return err
	}
	if err := host.EmptyKubeconfigs(dir, planner.ID{Kind: planner.KindManagementCluster, Name: management}); err != nil {
		return err
	}
	noted.Provider, noted.Name, noted.File = spec.ProviderEmbedded, management, identity.File
	return noted.write(dir)
}
