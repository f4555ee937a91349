package main

import (
	"encoding/xml"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestCastIsReadAsItWasWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.cast")
	written := cast{header{2, 20, 3, "a"}, []event{{0, "$ "}, {1500 * time.Millisecond, "\x1b[1mhello\x1b[0m\r\n"}}}
	if err := written.save(path); err != nil {
		t.Fatal(err)
	}
	read, err := load(path)
	if err != nil || read.header != written.header || len(read.events) != 2 || read.events[1] != written.events[1] {
		t.Errorf("read %+v (%v)", read, err)
	}
}

func TestDrawingIsXMLWithEachLineOnce(t *testing.T) {
	c := &cast{header{2, 20, 3, "a"}, []event{{0, "$ a <b>\r\n"}, {time.Second, "\x1b[1;32mdone\x1b[0m\r\n"}, {3 * time.Second, "x"}}}
	frames, err := play(c)
	if err != nil || len(frames) != 3 {
		t.Fatalf("%d frames (%v)", len(frames), err)
	}
	drawing := string(draw(c, frames))
	for decoder := xml.NewDecoder(strings.NewReader(drawing)); ; {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if strings.Count(drawing, "$ a &lt;b&gt;") != 1 || !strings.Contains(drawing, `class="b">done`) {
		t.Errorf("drawn as %s", drawing)
	}
}

// TestRecordingIsOfTheSession: what is in the repository is what the program makes of its session.
func TestRecordingIsOfTheSession(t *testing.T) {
	c, err := load("../images/demo.cast")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Builder{}
	for _, e := range c.events {
		text.WriteString(e.text)
	}
	for _, command := range session {
		if !strings.Contains(text.String(), command) {
			t.Errorf("nobody types %s in the recording; run make recording", command)
		}
	}
	for _, secret := range []string{"/tmp/", "/root/"} {
		if strings.Contains(text.String(), secret) {
			t.Errorf("the recording shows %s", secret)
		}
	}
}
