package kube

import "context"

// Fetch reads what the server has at a path, as it is: what is no object of a kind, such as logs and versions.
func (c *Client) Fetch(ctx context.Context, path string, params map[string]string) ([]byte, error) {
	request := c.rest.Get().AbsPath(path).SetHeader("Accept", "application/json, */*")
	for name, value := range params {
		request = request.Param(name, value)
	}
	data, err := c.answerTo(ctx, request)
	return data, failed("read "+path, err)
}
