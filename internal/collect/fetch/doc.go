// Package fetch gets bytes from the web politely and safely.
//
// It decides what is asked for (only public addresses, by http and https, as far as robots.txt allows), how
// often (one request a host at a time, with a delay between them), how much is taken (bounds on size, time,
// redirects and unpacking) and what an answer means for asking again. It refuses to decide what the bytes
// say, and to be anyone else: it names itself and a contact, keeps no cookies and follows no script.
//
// Worked sentence: gondor.example/news answers 301 to www.gondor.example/news, which answers 429 with
// "Retry-After: 120"; the failure says that the host is busy and for how long, nobody is asked there before
// two minutes have passed, and once the page has come the response says where it has moved to.
package fetch
