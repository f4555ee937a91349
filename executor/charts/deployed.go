package charts

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"

	"helm.sh/helm/v3/pkg/release"
)

// Deployed is what Helm keeps of a release in the cluster that has it.
type Deployed struct {
	Chart   *Chart
	Name    string // of the chart
	Version string
	Values  map[string]any
	Objects []map[string]any
}

// ReadDeployed reads a release as it stands in the data of a Secret. Helm 4 writes as Helm 3 does.
func ReadDeployed(stored []byte) (*Deployed, error) {
	text, err := unpacked(stored)
	if err != nil {
		return nil, fmt.Errorf("read a release of Helm: %w", err)
	}
	var kept release.Release
	if err := json.Unmarshal(text, &kept); err != nil {
		return nil, fmt.Errorf("read a release of Helm: %w", err)
	}
	deployed := &Deployed{Values: kept.Config}
	if kept.Chart != nil && kept.Chart.Metadata != nil {
		deployed.Chart, deployed.Name, deployed.Version = &Chart{kept.Chart}, kept.Chart.Metadata.Name, kept.Chart.Metadata.Version
	}
	deployed.Objects, err = decode(nil, kept.Manifest, kept.Namespace)
	return deployed, err
}

// mostRelease bounds what a few bytes can unpack to.
const mostRelease = 64 << 20

func unpacked(stored []byte) ([]byte, error) {
	packed, err := base64.StdEncoding.DecodeString(string(stored))
	if err != nil {
		return nil, err
	}
	zipped, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(zipped, mostRelease))
}

// IsWhole reports whether nothing of the chart is missing: Helm keeps a chart without those that it depends on.
func (c *Chart) IsWhole() bool { return len(c.inner.Metadata.Dependencies) == 0 }
