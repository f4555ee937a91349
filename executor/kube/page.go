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
	p := &page[T]{}
	err := p.read(json.NewDecoder(from))
	if errors.Is(err, io.EOF) { // which the package json says of an answer that was cut
		err = io.ErrUnexpectedEOF
	}
	return p, err
}

func (p *page[T]) read(d *json.Decoder) error {
	if begin, err := d.Token(); err != nil || begin != json.Delim('{') {
		return noList(begin, err)
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
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
			return err
		}
	}
	_, err := d.Token()
	return err
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

// noList is the error of an answer that could not be read, or begins as no list does.
func noList(begin json.Token, err error) error {
	if err != nil {
		return err
	}
	return fault.Errorf(fault.KubernetesRequest, "the answer is no list: there is %v where one begins", begin)
}
