package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/urfave/cli/v3"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/web"
)

// followEvery is how often a server looks for what other processes have appended.
const followEvery = time.Second

func (a *app) serveCommand() *cli.Command {
	return &cli.Command{
		Name: "serve", Usage: "serve the pages and the API on this machine",
		Description: "Listens on a loopback address only and refuses requests for any other host. What `sanad ingest`\nadds meanwhile is coded and shown.",
		Flags:       []cli.Flag{addrFlag()},
		Action: func(ctx context.Context, cmd *cli.Command) error {
			if err := noArgs(cmd); err != nil {
				return err
			}
			return a.with(ctx, cmd, func(s *session) error { return a.serve(ctx, s) })
		},
	}
}

// serve listens, then brings the derived data up to date behind the pages, until ctx ends.
func (a *app) serve(ctx context.Context, s *session) error {
	addr, from := s.config["addr"].text, s.config["addr"].from
	if err := loopback(addr); err != nil {
		return usage("addr is %q (%s): %v", addr, from, err)
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return fmt.Errorf("serve: %w; another program has the port: stop it, or give another with --addr", err)
	}
	handler, err := web.New(web.Options{Reader: s.Reader(), Book: s.Book, CheckQuery: s.Book.CheckQuery, Clock: a.clock, Version: version})
	if err != nil {
		return errors.Join(fmt.Errorf("serve: pages: %w", err), l.Close())
	}
	srv := web.NewServer(handler)
	fmt.Fprintf(a.out, "Sanad is at http://%s (Ctrl-C stops it). Data: %s\n", l.Addr(), s.config.folder())
	following, stop := context.WithCancel(ctx)
	defer stop()
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.Follow(following, nil, followEvery, func(err error) { fmt.Fprintf(a.err, "sanad: code: %v\n", err) })
	}()
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()
	select {
	case err = <-failed:
	case <-ctx.Done():
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		err = srv.Shutdown(closing)
		fmt.Fprintln(a.out, "Stopped.")
	}
	stop()
	<-done
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return err
}

// loopback reports why addr can't be served on: until there are users, nobody else may look.
func loopback(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("give HOST:PORT, such as 127.0.0.1:8080")
	}
	if host == "localhost" {
		return nil
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("%w: only a loopback address is served, such as 127.0.0.1:8080, because there are no users and passwords yet", sanad.ErrInvalid)
	}
	return nil
}
