package kube

import (
	"context"
	"strconv"
)

// pageSize bounds what of a list is in memory at once.
const pageSize = 500

// Query says which objects of a kind are listed. Empty fields mean all.
type Query struct {
	Namespace string
	Labels    string
	Fields    string
	// MetadataOnly asks the server to send nothing but metadata, as for secrets whose content nobody needs.
	MetadataOnly bool
}

const metadataOnly = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"

type page[T any] struct {
	Metadata struct {
		ResourceVersion string `json:"resourceVersion"`
		Continue        string `json:"continue"`
	} `json:"metadata"`
	Items []T `json:"items"`
}

// List reads objects page by page and passes each to visit. It returns the version of the list, from which a watch can go
// on. A kind that the server does not serve is an error.
func List[T any](ctx context.Context, c *Client, of Resource, query Query, visit func(*T)) (version string, err error) {
	for next := ""; ; {
		p, err := listPage[T](ctx, c, of, query, next)
		if err != nil {
			return "", failed("list "+of.Plural, err)
		}
		for i := range p.Items {
			visit(&p.Items[i])
		}
		if next = p.Metadata.Continue; next == "" {
			return p.Metadata.ResourceVersion, nil
		}
	}
}

func listPage[T any](ctx context.Context, c *Client, of Resource, query Query, next string) (*page[T], error) {
	request := c.rest.Get().AbsPath(of.path(query.Namespace, "")).Param("limit", strconv.Itoa(pageSize))
	for name, value := range map[string]string{"labelSelector": query.Labels, "fieldSelector": query.Fields, "continue": next} {
		if value != "" {
			request = request.Param(name, value)
		}
	}
	if query.MetadataOnly {
		request = request.SetHeader("Accept", metadataOnly)
	}
	data, err := answerOf(request.Do(ctx))
	if err != nil {
		return nil, err
	}
	p := &page[T]{}
	return p, decode("decode", data, p)
}
