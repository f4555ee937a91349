// Package copied makes of what a lab's store held what the store of another lab
// holds: a copy under its own name, with keys and ports of its own, that shares
// nothing with the first lab. Objects keep their UIDs, so that everything still
// belongs to what it belonged to.
//
// It works on what was saved, before anything serves or reconciles it, for no
// API lets an object be given another name.
package copied

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/kaaslab/kaaslab/embedded/internal/ports"
)

// File is the name of the order in a data directory. It is obeyed when the store
// is loaded.
const File = "copy.json"

// Order is what kaaslab asks for.
type Order struct {
	// Lab and ID are name and identity of the lab that was saved.
	Lab string `json:"lab"`
	ID  string `json:"id"`
	// As is the name of the copy, and Identity its identity, as the ConfigMap
	// says it that kaaslab keeps.
	As       string            `json:"as"`
	Identity map[string]string `json:"identity"`
	// Ports are those that the first lab has.
	Ports ports.Set `json:"ports"`
}

// ReadOrder reads the order in the working directory, or returns nil if there is
// none.
func ReadOrder() (*Order, error) {
	text, err := os.ReadFile(File)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var o Order
	if err := json.Unmarshal(text, &o); err != nil {
		return nil, fmt.Errorf("read %s: %w", File, err)
	}
	if o.Lab == "" || o.As == "" || o.ID == "" || o.Identity["id"] == "" {
		return nil, fmt.Errorf("%s is incomplete: make the copy again", File)
	}
	return &o, nil
}
