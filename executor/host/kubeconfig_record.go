package host

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// record is what a kubeconfig file says about itself in its first line. It is read for every file of a lab by every plan,
// so it spares decoding the kubeconfigs.
type record struct {
	Lab      string `json:"lab"`
	Cluster  string `json:"cluster"`  // ID of the cluster's resource
	Revision string `json:"revision"` // of what the file was made from
	Digest   string `json:"digest"`   // of the rest of the file
}

const (
	recordPrefix = "# kaaslab.dev: "
	notice       = "# Written by kaaslab, which undoes changes.\n"
)

var errNoRecord = fault.Errorf(fault.ForeignFile, "it was not written by kaaslab: its first line does not begin with "+recordPrefix)

// withRecord puts the record before the content.
func withRecord(rec record, content []byte) ([]byte, error) {
	content = append([]byte(notice), content...)
	rec.Digest = digest(content)
	line, err := json.Marshal(rec)
	if err != nil {
		return nil, err
	}
	return fmt.Appendf(nil, "%s%s\n%s", recordPrefix, line, content), nil
}

// splitRecord takes a file's record and the rest of the file.
func splitRecord(content []byte) (record, []byte, error) {
	line, rest, _ := bytes.Cut(content, []byte("\n"))
	text, found := bytes.CutPrefix(line, []byte(recordPrefix))
	rec := record{}
	if !found || json.Unmarshal(text, &rec) != nil {
		return record{}, nil, errNoRecord
	}
	return rec, rest, nil
}

func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:16])
}
