package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"syscall"
	"time"

	"github.com/urfave/cli/v3"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
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
			l, err := a.listen(ctx, cmd)
			if err != nil {
				return err
			}
			defer l.Close()
			return a.with(ctx, cmd, func(s *session) error { return a.serve(ctx, s, l) })
		},
	}
}

// listen takes the address to serve on, before anything is opened, read or made.
func (a *app) listen(ctx context.Context, cmd *cli.Command) (net.Listener, error) {
	c, err := a.resolve(cmd)
	if err != nil {
		return nil, err
	}
	addr, from := c["addr"].text, c["addr"].from
	if err := loopback(addr); err != nil {
		return nil, usage("addr is %q (%s): %v", addr, from, err)
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("serve: %w; another program has the port: stop it, or give another with --addr or SANAD_ADDR", err)
	case err != nil:
		return nil, fmt.Errorf("serve: %w; give another address with --addr or SANAD_ADDR", err)
	}
	return l, nil
}

// serve brings the derived data up to date behind the pages, until ctx ends. It closes l.
func (a *app) serve(ctx context.Context, s *session, l net.Listener) error {
	handler, err := a.pages(s.Reader(), s.Book, s.proveClaims)
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

// pages are the pages and the API over reader. Their own errors, which a page mustn't show, are told on
// standard error.
func (a *app) pages(reader sanad.Reader, book *codebook.Book, prove func(context.Context, io.Writer, []string) error) (http.Handler, error) {
	log := slog.New(slog.NewTextHandler(a.err, nil))
	return web.New(web.Options{Reader: reader, Book: book, Prove: prove, CheckQuery: book.CheckQuery, Clock: a.clock, Version: version, Log: log})
}

// loopback reports why addr can't be served on: until there are users, nobody else may look.
func loopback(addr string) error {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return errors.New("give HOST:PORT, such as 127.0.0.1:8080")
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return fmt.Errorf("port %q is none: give a number from 1 to 65535, or 0 for any that is free", port)
	}
	if host == "localhost" {
		return nil
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("%w: only a loopback address is served, such as 127.0.0.1:8080, because there are no users and passwords yet", sanad.ErrInvalid)
	}
	return nil
}
