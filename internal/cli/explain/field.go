package explain

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/schemas"
)

// Field is a key of the lab file.
type Field struct {
	Path        string // such as workloadClusters.workers, empty for the file as a whole
	Name        string
	Type        string
	Required    bool
	Default     string
	Allowed     []string
	Limits      []string // in words
	Example     string   // YAML
	Description string
	Fields      []*Field // in the order of the schema
	Foreign     bool     // what is inside is described by another project
}

// node is a part of the JSON schema. Its properties keep their order.
type node struct {
	Type        string      `yaml:"type"`
	Description string      `yaml:"description"`
	Required    []string    `yaml:"required"`
	Properties  yaml.Node   `yaml:"properties"`
	Values      yaml.Node   `yaml:"additionalProperties"` // a schema, or false
	Items       *node       `yaml:"items"`
	OneOf       []node      `yaml:"oneOf"`
	Default     yaml.Node   `yaml:"default"`
	Enum        []string    `yaml:"enum"`
	Examples    []yaml.Node `yaml:"examples"`
	Comment     string      `yaml:"$comment"`
	AnyOf       []node      `yaml:"anyOf"`
	Form        string      `yaml:"patternErrorMessage"`
	Minimum     *int        `yaml:"minimum"`
	Maximum     *int        `yaml:"maximum"`
	MaxLength   *int        `yaml:"maxLength"`
	MaxItems    *int        `yaml:"maxItems"`
}

// Lab is the lab file as a whole.
func Lab() (*Field, error) {
	var document yaml.Node
	var root node
	err := yaml.Unmarshal(schemas.Lab(), &document) // JSON is YAML
	if err == nil {
		putShared(document.Content[0], &document)
		err = document.Decode(&root)
	}
	if err != nil {
		return nil, fault.Errorf(fault.Bug, "read the schema of lab files: %w", err)
	}
	return newField("", "", root, false)
}

func newField(path, name string, n node, required bool) (*Field, error) {
	values, err := n.values()
	if err != nil {
		return nil, err
	}
	f := &Field{
		Path: path, Name: name, Type: typeOf(n, values), Required: required,
		Default: flow(&n.Default), Allowed: n.Enum, Limits: limits(n),
		Foreign: n.Comment != "",
	}
	// Editors show the description alone, so it ends with the default.
	f.Description = strings.TrimSuffix(n.Description, " Default: "+f.Default)
	if len(n.Examples) > 0 && name != "" {
		f.Example = example(name, &n.Examples[0])
	}
	if n.Items != nil {
		n = *n.Items
	}
	return f, f.addFields(n)
}

func (f *Field) addFields(n node) error {
	for i := 0; i+1 < len(n.Properties.Content); i += 2 {
		name := n.Properties.Content[i].Value
		var inner node
		if err := n.Properties.Content[i+1].Decode(&inner); err != nil {
			return fault.Wrap(fault.Bug, err)
		}
		field, err := newField(strings.TrimPrefix(f.Path+"."+name, "."), name, inner, slices.Contains(n.Required, name))
		if err != nil {
			return err
		}
		f.Fields = append(f.Fields, field)
	}
	return nil
}

// values is the schema of the values of a mapping whose keys are the user's.
func (n node) values() (*node, error) {
	if n.Values.Kind != yaml.MappingNode {
		return nil, nil
	}
	values := &node{}
	return values, fault.Wrap(fault.Bug, n.Values.Decode(values))
}
