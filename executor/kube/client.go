package kube

import (
	"context"
	"encoding/json"
	"io"
	"strconv"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/types"
	kjson "k8s.io/apimachinery/pkg/util/json"
	"k8s.io/client-go/rest"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
)

// FieldOwner is the name under which kaaslab applies, and by which it finds what it set.
const FieldOwner = "kaaslab"

// Client sends requests to one API server. It works on JSON itself: with one way to decode for typed and untyped objects
// a large list can be read into exactly the fields that are needed.
type Client struct {
	rest     *rest.RESTClient
	kinds    kinds
	patience time.Duration // with a single answer
}

// patience is how long an answer may take. An API server that has none within its own minute says so; whoever waits for longer
// waits for nobody.
const patience = 75 * time.Second

func newClient(config *rest.Config) (*Client, error) {
	scheme := runtime.NewScheme()
	metav1.AddToGroupVersion(scheme, schema.GroupVersion{Version: "v1"})
	config.NegotiatedSerializer = serializer.NewCodecFactory(scheme).WithoutConversion() // it decodes errors
	config.AcceptContentTypes, config.ContentType = runtime.ContentTypeJSON, runtime.ContentTypeJSON
	inner, err := rest.UnversionedRESTClientFor(config)
	return &Client{rest: inner, patience: patience}, err
}

// Get reads an object into a value. The error of an object that is not there is one of IsNotFound.
func (c *Client) Get(ctx context.Context, of Resource, namespace, name string, into any) error {
	data, err := c.answerTo(ctx, c.rest.Get().AbsPath(of.path(namespace, name)))
	if err != nil {
		return failed("read "+of.Describe(namespace, name), err)
	}
	return decode("read "+of.Describe(namespace, name), data, into)
}

// answerTo sends a request and returns the body of its answer. Only the error of Error, and not that of Raw, says what the server
// said.
func (c *Client) answerTo(ctx context.Context, request *rest.Request) (answer []byte, err error) {
	err = c.within(ctx, func(ctx context.Context) error {
		result := request.Do(ctx)
		if err := result.Error(); err != nil {
			return err
		}
		answer, err = result.Raw()
		return err
	})
	return answer, err
}

// within bounds how long a request and its answer may take.
func (c *Client) within(ctx context.Context, ask func(context.Context) error) error {
	limited, cancel := context.WithTimeout(ctx, c.patience)
	defer cancel()
	err := ask(limited)
	if limited.Err() != nil && ctx.Err() == nil {
		return executor.Unanswered{
			By: "the API server", Within: c.patience, Look: "look whether it is overloaded, or what is between", Code: fault.ServerUnreachable,
		}
	}
	return err
}

// decode reads whole numbers as int64, as the rest of Kubernetes does.
func decode(doing string, data []byte, into any) error {
	if err := kjson.Unmarshal(data, into); err != nil {
		return failed(doing, err)
	}
	return nil
}

func (c *Client) patch(ctx context.Context, kind types.PatchType, of Resource, namespace, name string, body any, into any) error {
	doing := "apply " + of.Describe(namespace, name)
	data, err := json.Marshal(body)
	if err != nil {
		return failed(doing, err)
	}
	request := c.rest.Patch(kind).AbsPath(of.path(namespace, name)).Param("fieldManager", FieldOwner).Body(data)
	if kind == types.ApplyPatchType {
		request = request.Param("force", "true")
	}
	answer, err := c.answerTo(ctx, request)
	if err != nil {
		return failed(doing, err)
	}
	return decode(doing, answer, into)
}

func (c *Client) delete(ctx context.Context, of Resource, namespace, name string, options metav1.DeleteOptions) error {
	doing := "delete " + of.Describe(namespace, name)
	data, err := json.Marshal(options)
	if err != nil {
		return failed(doing, err)
	}
	_, err = c.answerTo(ctx, c.rest.Delete().AbsPath(of.path(namespace, name)).Body(data))
	return failed(doing, err)
}

// watch streams the changes after a version. The server closes the stream after the given time.
func (c *Client) watch(ctx context.Context, of Resource, namespace, version string, seconds int) (io.ReadCloser, error) {
	return c.rest.Get().AbsPath(of.path(namespace, "")).
		Param("watch", "true").Param("allowWatchBookmarks", "true").
		Param("resourceVersion", version).Param("timeoutSeconds", strconv.Itoa(seconds)).
		Stream(ctx)
}

// Fetch reads what the server has at a path, as it is: what is no object of a kind, such as logs and versions.
func (c *Client) Fetch(ctx context.Context, path string, params map[string]string) ([]byte, error) {
	request := c.rest.Get().AbsPath(path).SetHeader("Accept", "application/json, */*")
	for name, value := range params {
		request = request.Param(name, value)
	}
	data, err := c.answerTo(ctx, request)
	return data, failed("read "+path, err)
}
