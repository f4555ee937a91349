package page

import (
	"embed"
	"net/http"
	"path"
)

//go:embed assets
var assets embed.FS

// types are not left to the machine's own table of file types, which may be wrong.
var types = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
	".svg": "image/svg+xml",
}

// answer serves the page's files, and its stream.
func (p *Page) answer(w http.ResponseWriter, r *http.Request, name string) {
	switch name {
	case "events":
		p.stream(w, r)
		return
	case "":
		name = "index.html"
	}
	content, err := assets.ReadFile(path.Join("assets", path.Clean("/"+name)))
	if err != nil {
		http.Error(w, "not found", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", types[path.Ext(name)])
	_, _ = w.Write(content)
}
