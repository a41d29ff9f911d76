#pragma once
#include <microhttpd.h>
#include <stdbool.h>
#include <string.h>

/* What Swift cannot call itself: variadic functions, and unions that hold one of many. */

/* Everything a daemon is started with. The strings and the listening socket are borrowed until the
 * daemon is stopped; `context` is handed to each callback. */
struct trueup_http_options {
  int listening_socket;
  unsigned int connection_limit;
  unsigned int connection_limit_per_address;
  size_t connection_memory_bytes;
  /* PEM text, or NULL for plain HTTP. */
  const char *certificate;
  const char *private_key;
  void *context;
  MHD_AccessHandlerCallback handle_request;
  MHD_RequestCompletedCallback request_completed;
  MHD_NotifyConnectionCallback connection_changed;
  void *(*request_line_read) (void *context, const char *uri,
                              struct MHD_Connection *connection);
};

/* Leaves request targets as the client sent them: `%2F` and `%00` are seen and refused, never
 * decoded behind our back. */
static inline size_t
trueup_http_keep_escapes (void *context, struct MHD_Connection *connection, char *text)
{
  (void) context;
  (void) connection;
  return strlen (text);
}

/* Starts a daemon that is run by its caller alone (external event loop on an epoll descriptor),
 * without threads, timers or a log of its own. NULL when it cannot start. */
static inline struct MHD_Daemon *
trueup_http_start (const struct trueup_http_options *options)
{
  const bool tls = NULL != options->certificate;
  const unsigned int flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | (tls ? MHD_USE_TLS : 0);
  struct MHD_OptionItem tls_options[] = {
    { MHD_OPTION_HTTPS_MEM_CERT, 0, (void *) options->certificate },
    { MHD_OPTION_HTTPS_MEM_KEY, 0, (void *) options->private_key },
    { MHD_OPTION_HTTPS_PRIORITIES, 0, (void *) "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2" },
    { MHD_OPTION_END, 0, NULL },
  };
  struct MHD_OptionItem no_options[] = { { MHD_OPTION_END, 0, NULL } };
  return MHD_start_daemon (
    flags, 0, NULL, NULL, options->handle_request, options->context,
    MHD_OPTION_LISTEN_SOCKET, options->listening_socket,
    MHD_OPTION_CONNECTION_LIMIT, options->connection_limit,
    MHD_OPTION_PER_IP_CONNECTION_LIMIT, options->connection_limit_per_address,
    MHD_OPTION_CONNECTION_MEMORY_LIMIT, options->connection_memory_bytes,
    MHD_OPTION_NOTIFY_COMPLETED, options->request_completed, options->context,
    MHD_OPTION_NOTIFY_CONNECTION, options->connection_changed, options->context,
    MHD_OPTION_URI_LOG_CALLBACK, options->request_line_read, options->context,
    MHD_OPTION_UNESCAPE_CALLBACK, trueup_http_keep_escapes, NULL,
    MHD_OPTION_ARRAY, tls ? tls_options : no_options,
    MHD_OPTION_END);
}

/* The descriptor that is readable when the daemon has work, or -1. */
static inline int
trueup_http_epoll_descriptor (struct MHD_Daemon *daemon)
{
  const union MHD_DaemonInfo *info = MHD_get_daemon_info (daemon, MHD_DAEMON_INFO_EPOLL_FD);
  return NULL == info ? -1 : info->epoll_fd;
}

/* The connection's socket, or -1. */
static inline int
trueup_http_socket (struct MHD_Connection *connection)
{
  const union MHD_ConnectionInfo *info
    = MHD_get_connection_info (connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return NULL == info ? -1 : info->connect_fd;
}

/* What `connection_changed` stored for the connection. */
static inline void *
trueup_http_connection_context (struct MHD_Connection *connection)
{
  const union MHD_ConnectionInfo *info
    = MHD_get_connection_info (connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  return NULL == info ? NULL : info->socket_context;
}

/* The client's address, or NULL. */
static inline const struct sockaddr *
trueup_http_peer (struct MHD_Connection *connection)
{
  const union MHD_ConnectionInfo *info
    = MHD_get_connection_info (connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  return NULL == info ? NULL : info->client_addr;
}

/* Bytes from the request line to the empty line after the header fields, both included. */
static inline size_t
trueup_http_head_size (struct MHD_Connection *connection)
{
  const union MHD_ConnectionInfo *info
    = MHD_get_connection_info (connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
  return NULL == info ? 0 : info->header_size;
}
