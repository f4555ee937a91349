package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"time"
)

// cast is a recording in asciinema's format, version 2: a header, and a line for each piece of output.
type cast struct {
	header header
	events []event
}

type header struct {
	Version int    `json:"version"`
	Width   int    `json:"width"`
	Height  int    `json:"height"`
	Title   string `json:"title"`
}

type event struct {
	at   time.Duration
	text string
}

func (e event) MarshalJSON() ([]byte, error) {
	return json.Marshal([]any{e.at.Round(time.Millisecond).Seconds(), "o", e.text})
}

func (e *event) UnmarshalJSON(line []byte) error {
	var seconds float64
	var kind string
	if err := json.Unmarshal(line, &[]any{&seconds, &kind, &e.text}); err != nil {
		return err
	}
	e.at = time.Duration(seconds * float64(time.Second))
	return nil
}

func (c *cast) save(path string) error {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(c.header); err != nil {
		return err
	}
	for _, e := range c.events {
		if err := encoder.Encode(e); err != nil {
			return err
		}
	}
	return os.WriteFile(path, text.Bytes(), 0o644)
}

func load(path string) (*cast, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	c, decoder := &cast{}, json.NewDecoder(bufio.NewReader(file))
	if err := decoder.Decode(&c.header); err != nil || c.header.Version != 2 {
		return nil, fmt.Errorf("%s is no asciinema cast of version 2 (%w)", path, err)
	}
	for decoder.More() {
		var e event
		if err := decoder.Decode(&e); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		c.events = append(c.events, e)
	}
	return c, nil
}
