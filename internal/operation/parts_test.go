package operation

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// long is more than one chunk.
var long = strings.Repeat("0123456789abcdef", chunk/16+3)

func written(t *testing.T) []byte {
	t.Helper()
	var archive bytes.Buffer
	all := tar.NewWriter(&archive)
	for _, part := range []struct{ name, content string }{{"images", ""}, {"volumes", long}} {
		err := partSink{all}.Write(part.name, func(w io.Writer) error {
			_, err := io.Copy(w, strings.NewReader(part.content))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := all.Close(); err != nil {
		t.Fatal(err)
	}
	return archive.Bytes()
}

func read(archive []byte, leave int) (images, volumes string, err error) {
	from := partSource{tar.NewReader(bytes.NewReader(archive)), strings.NewReader("")}
	take := func(into *string, leave int) func(io.Reader) error {
		return func(r io.Reader) error {
			content, err := io.ReadAll(io.LimitReader(r, int64(len(long)-leave)))
			*into = string(content)
			return err
		}
	}
	err = from.Read("images", take(&images, 0))
	if err == nil {
		err = from.Read("volumes", take(&volumes, leave))
	}
	if err == nil {
		err = from.End()
	}
	return images, volumes, err
}

// TestPartsAreReadAsTheyWereWritten also one that is empty, and one of which nobody reads the end.
func TestPartsAreReadAsTheyWereWritten(t *testing.T) {
	archive := written(t)
	images, volumes, err := read(archive, 0)
	if err != nil || images != "" || volumes != long {
		t.Errorf("read %d and %d bytes: %v", len(images), len(volumes), err)
	}
	if _, _, err := read(archive, 20); err != nil {
		t.Errorf("what nobody reads is an error: %v", err)
	}
}

// TestDamagedPartIsTold wherever it was cut off, and when a byte is another; also if nobody reads so far.
func TestDamagedPartIsTold(t *testing.T) {
	archive := written(t)
	for cut := 0; cut < len(archive)-1024; cut += 64 << 10 {
		if _, _, err := read(archive[:cut], 0); fault.Of(err) != fault.DamagedArchive {
			t.Errorf("cut off after %d bytes: %v", cut, err)
		}
	}
	changed := bytes.Clone(archive)
	changed[len(changed)/2]++
	for _, leave := range []int{0, len(long)} {
		if _, _, err := read(changed, leave); fault.Of(err) != fault.DamagedArchive {
			t.Errorf("a byte is another, %d bytes are not read: %v", leave, err)
		}
	}
}

// TestDamageCountsMoreThanWhatItLeadsTo: whoever reads the part says in other words that it is cut off.
func TestDamageCountsMoreThanWhatItLeadsTo(t *testing.T) {
	archive := written(t)
	from := partSource{tar.NewReader(bytes.NewReader(archive[:len(archive)/2])), strings.NewReader("")}
	if err := from.Read("images", func(io.Reader) error { return nil }); err != nil {
		t.Fatal(err)
	}
	err := from.Read("volumes", func(r io.Reader) error {
		_, _ = io.Copy(io.Discard, r)
		return errors.New("the program has ended")
	})
	if fault.Of(err) != fault.DamagedArchive {
		t.Errorf("it says %v", err)
	}
}

// TestArchiveWithMoreThanItSaysIsRefused also behind its last part.
func TestArchiveWithMoreThanItSaysIsRefused(t *testing.T) {
	archive := written(t)
	var more bytes.Buffer
	all := tar.NewWriter(&more)
	if err := addEntry(all, "docker/another/00000000", []byte("more")); err != nil {
		t.Fatal(err)
	}
	if _, _, err := read(append(archive[:len(archive)-1024:len(archive)-1024], more.Bytes()...), 0); fault.Of(err) != fault.DamagedArchive {
		t.Errorf("it says %v", err)
	}
}
