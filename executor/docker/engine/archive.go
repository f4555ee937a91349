package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/docker/docker/api/types/image"
	"github.com/docker/go-units"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
)

// Load gives the daemon the images of an archive.
func Load(ctx context.Context, api API, archive io.Reader) error {
	answer, err := api.ImageLoad(ctx, archive)
	if err != nil {
		return fault.Errorf(fault.WrongArchive, "load images: %w", err)
	}
	defer answer.Body.Close()
	if !answer.JSON { // a daemon that says nothing but what it has done
		_, err = io.Copy(io.Discard, answer.Body)
		return err
	}
	return failureOf(answer.Body)
}

// MakeImage makes an image of the files in an archive, without a registry.
func MakeImage(ctx context.Context, api API, name string, files io.Reader) error {
	answer, err := api.ImageImport(ctx, image.ImportSource{Source: files, SourceName: "-"}, name, image.ImportOptions{})
	if err == nil {
		err = failureOf(answer)
		answer.Close()
	}
	if err != nil {
		return fault.Errorf(fault.DockerRequest, "make image %s: %w", name, err)
	}
	return nil
}

// ForgetImage removes an image that was made so, unless containers are made from it, those of other labs too, which Docker knows. Without
// a name it does nothing.
func ForgetImage(ctx context.Context, api API, name string) {
	if name != "" {
		_, _ = api.ImageRemove(ctx, name, image.RemoveOptions{})
	}
}

// failureOf reads what the daemon says until it has done.
func failureOf(stream io.Reader) error {
	for lines := json.NewDecoder(stream); ; {
		var line progress
		switch err := lines.Decode(&line); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("load images: %w", err)
		case line.Error != "":
			return fault.Errorf(fault.WrongArchive, "load images: %s", strings.TrimSpace(line.Error))
		}
	}
}

// Metered tells how much of something was read, each time that a 20th more was.
type Metered struct {
	io.Reader
	Total  int64
	Doing  string
	Report executor.Report

	read, shown int64
}

func (m *Metered) Read(into []byte) (int, error) {
	n, err := m.Reader.Read(into)
	m.read += int64(n)
	if part := m.read * 20 / max(m.Total, 1); part > m.shown {
		m.shown = part
		m.Report(fmt.Sprintf("%s: %s of %s", m.Doing, units.HumanSize(float64(m.read)), units.HumanSize(float64(m.Total))))
	}
	return n, err
}
