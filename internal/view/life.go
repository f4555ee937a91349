package view

import (
	"io"
	"time"
)

// Life is what a command that stops, extends, saves, loads or forks a lab says of it.
type Life struct {
	FormatVersion string    `json:"format_version"`
	Lab           string    `json:"lab"`
	CopyOf        string    `json:"copy_of,omitempty"` // the lab that it was made of
	File          string    `json:"file,omitempty"`    // the lab file of a copy
	Stopped       []string  `json:"stopped,omitzero"`  // what was stopped, in that order
	Elapsed       float64   `json:"elapsed_seconds,omitzero"`
	Expires       time.Time `json:"expires,omitzero"`
	Archive       string    `json:"archive,omitempty"`
	Bytes         int64     `json:"bytes,omitzero"`
}

// LifeJSON writes it for machines.
func LifeJSON(w io.Writer, l Life) error {
	l.FormatVersion = FormatVersion
	return writeJSON(w, l)
}
