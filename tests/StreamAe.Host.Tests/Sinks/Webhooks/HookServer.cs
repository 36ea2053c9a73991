using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace StreamAe.Host.Tests.Sinks.Webhooks;

/// <summary>A real HTTP server on the loopback that keeps what it is sent and answers as it is told.</summary>
internal sealed class HookServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Lock _gate = new();
    private readonly List<HookRequest> _requests = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HookServer(WebApplication app) => _app = app;

    /// <summary>Writes the answer; 200 without it.</summary>
    public Func<HookRequest, HttpContext, Task>? Answer { get; set; }

    public Uri Url => new(_app.Urls.First());

    public IReadOnlyList<HookRequest> Requests
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    /// <param name="port">0 for any that is free.</param>
    public static async Task<HookServer> StartAsync(int port = 0)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1));
        WebApplication app = builder.Build();
        var server = new HookServer(app);
        app.Run(server.HandleAsync);
        await app.StartAsync();
        return server;
    }

    /// <summary>Completes once so many requests have come.</summary>
    public async Task Reached(int requests)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_requests.Count >= requests)
                {
                    return;
                }

                changed = _changed.Task;
            }

            await changed;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var request = new HookRequest(
            context.Request.Method,
            context.Request.Path,
            context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await reader.ReadToEndAsync());
        lock (_gate)
        {
            _requests.Add(request);
            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        if (Answer is not null)
        {
            await Answer(request, context);
        }
    }
}
