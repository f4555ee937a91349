package kube

import (
	"encoding/json"
	"errors"
	"io"

	kjson "k8s.io/apimachinery/pkg/util/json"

	"github.com/kaaslab/kaaslab/internal/fault"
)

type page[T any] struct {
	Metadata pageMetadata
	Items    []T
}

type pageMetadata struct {
	ResourceVersion string `json:"resourceVersion"`
	Continue        string `json:"continue"`
}

// readPage reads a list object by object, as it comes: the server goes on with the rest meanwhile.
func readPage[T any](from io.Reader) (*page[T], error) {
	p, d := &page[T]{}, json.NewDecoder(from)
	if begin, err := d.Token(); err != nil || begin != json.Delim('{') {
		return nil, noList(begin, err)
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, broken(err)
		}
		switch key {
		case "items":
			err = p.readItems(d)
		case "metadata":
			err = readValue(d, &p.Metadata)
		default:
			err = d.Decode(&json.RawMessage{})
		}
		if err != nil {
			return nil, broken(err)
		}
	}
	_, err := d.Token()
	return p, broken(err)
}

// readItems reads a list of objects, or null for an empty one.
func (p *page[T]) readItems(d *json.Decoder) error {
	begin, err := d.Token()
	switch {
	case err == nil && begin == nil:
		return nil
	case err != nil || begin != json.Delim('['):
		return noList(begin, err)
	}
	for d.More() {
		var item T
		if err := readValue(d, &item); err != nil {
			return err
		}
		p.Items = append(p.Items, item)
	}
	_, err = d.Token()
	return err
}

// readValue reads keys and whole numbers as decode does.
func readValue(d *json.Decoder, into any) error {
	var text json.RawMessage
	if err := d.Decode(&text); err != nil {
		return err
	}
	return kjson.Unmarshal(text, into)
}

// noList is the error of an answer that begins as no list does.
func noList(begin json.Token, err error) error {
	if err != nil {
		return broken(err)
	}
	return fault.Errorf(fault.KubernetesRequest, "the answer is no list: there is %v where one begins", begin)
}

// broken tells an answer that ended too soon, which the package json takes for the end of what there is.
func broken(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
