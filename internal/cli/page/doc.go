// Package page serves a page that shows a lab: its topology, its add-ons, its plan, and the run that is under way. It is
// for the person at this machine only: it listens on 127.0.0.1, answers nobody who does not know its token, takes nothing
// but GET, and loads nothing from elsewhere.
//
// What the page shows is kept as documents with keys, such as cluster/workload-01, each with the version at which it last
// changed. A browser gets all of them once and then, over server-sent events, those that changed since the version that it
// has. The lab is looked at only while somebody looks at the page.
package page
