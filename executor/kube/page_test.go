package kube

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// TestPageIsReadAsItComes: in any order of its keys, with whole numbers and with keys of another case left out, in pieces however small.
func TestPageIsReadAsItComes(t *testing.T) {
	const text = `{"kind":"List","items":[{"a":7,"A":8,"more":{"n":9007199254740993}},{}],"unknown":[{"items":[]}],"metadata":{"resourceVersion":"5","continue":"next"}}`
	type item struct {
		A    int            `json:"a"`
		More map[string]any `json:"more"`
	}
	p, err := readPage[item](iotest.OneByteReader(strings.NewReader(text)))
	if err != nil || len(p.Items) != 2 || p.Items[0].A != 7 || p.Items[0].More["n"] != int64(9007199254740993) || p.Metadata != (pageMetadata{"5", "next"}) {
		t.Errorf("read %+v: %v", p, err)
	}
	for cut := range text {
		if _, err := readPage[item](strings.NewReader(text[:cut])); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("cut off after %d bytes: %v", cut, err)
		}
	}
	for _, text := range []string{`{"items":null}`, `{"items":[]}`, `{}`} {
		if p, err := readPage[item](strings.NewReader(text)); err != nil || len(p.Items) > 0 {
			t.Errorf("%s: %+v, %v", text, p, err)
		}
	}
	for _, text := range []string{`[]`, `7`, `<html>`, `{"items":[7]}`, `{"items":{}}`, `{"items":7}`, `{"metadata":[]}`} {
		if _, err := readPage[item](strings.NewReader(text)); err == nil {
			t.Errorf("%s is read as a list", text)
		}
	}
}
