using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace StreamAe.EndToEnd.Tests.Telemetry;

/// <summary>Takes what is posted to it, whatever it is: alerts by a webhook, exports by OTLP.</summary>
internal sealed class Receiver : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<(string Path, string Body)> _posted = new();

    public Receiver()
    {
        Url = new Uri($"http://127.0.0.1:{ServerProcess.FreePort()}/");
        _listener.Prefixes.Add(Url.ToString());
        _listener.Start();
        _ = ReceiveAsync();
    }

    public Uri Url { get; }

    /// <summary>Bodies that came to a path, the oldest first.</summary>
    public IReadOnlyList<string> PostedTo(string path) => [.. _posted.Where(p => p.Path == path).Select(p => p.Body)];

    public void Dispose() => _listener.Close();

    private async Task ReceiveAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                using (var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8))
                {
                    _posted.Enqueue((context.Request.Url!.AbsolutePath, await reader.ReadToEndAsync()));
                }

                context.Response.Close();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException or IOException)
            {
                // The end, or one request that was broken off.
            }
        }
    }
}
