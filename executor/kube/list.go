package kube

import (
	"context"
	"strconv"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
)

// pageSize bounds how much of a list the server has to have in memory at once.
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

// List reads objects page by page and passes each to visit. It returns the version of the list, from which a watch can go
// on. A kind that the server does not serve is an error.
func List[T any](ctx context.Context, c *Client, of Resource, query Query, visit func(*T)) (version string, err error) {
	pages, err := listPages[T](ctx, c, of, query, pageSize)
	if apierrors.IsResourceExpired(err) || apierrors.IsGone(err) {
		// The server has forgotten the state that the first pages showed. Without pages there is nothing to forget.
		pages, err = listPages[T](ctx, c, of, query, 0)
	}
	if err != nil {
		return "", failed("list "+of.Plural, err)
	}
	for _, p := range pages {
		for i := range p.Items {
			visit(&p.Items[i])
		}
		version = p.Metadata.ResourceVersion
	}
	return version, nil
}

// listPages reads all before anything is visited, so that a list which has to be begun anew shows nothing twice.
func listPages[T any](ctx context.Context, c *Client, of Resource, query Query, size int) (pages []*page[T], err error) {
	for next := ""; ; {
		p, err := listPage[T](ctx, c, of, query, size, next)
		if err != nil {
			return nil, err
		}
		pages = append(pages, p)
		if next = p.Metadata.Continue; next == "" {
			return pages, nil
		}
	}
}

func listPage[T any](ctx context.Context, c *Client, of Resource, query Query, size int, next string) (p *page[T], err error) {
	request := c.rest.Get().AbsPath(of.path(query.Namespace, "")).Param("limit", strconv.Itoa(size))
	for name, value := range map[string]string{"labelSelector": query.Labels, "fieldSelector": query.Fields, "continue": next} {
		if value != "" {
			request = request.Param(name, value)
		}
	}
	if query.MetadataOnly {
		request = request.SetHeader("Accept", metadataOnly)
	}
	err = c.within(ctx, func(ctx context.Context) error {
		answer, err := request.Stream(ctx)
		if err != nil {
			return err
		}
		defer answer.Close()
		p, err = readPage[T](answer)
		return err
	})
	return p, err
}
