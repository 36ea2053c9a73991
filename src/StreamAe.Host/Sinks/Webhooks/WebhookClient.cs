using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Sinks;

namespace StreamAe.Host.Sinks.Webhooks;

/// <summary>Posts bodies to one address. Redirects are not followed, cookies not kept, and of an answer only the beginning is read.</summary>
internal sealed class WebhookClient : IDisposable
{
    /// <summary>Of an answer that is shown in a message; what else comes is not read.</summary>
    private const int ShownBytes = 512;
    private const int ShownCharacters = 200;

    private const string ContentTypeHeader = "Content-Type";

    private readonly WebhookTarget _target;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    public WebhookClient(WebhookTarget target, TimeProvider time)
    {
        _target = target;
        _time = time;
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,

            // A name may point elsewhere tomorrow.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxResponseDrainSize = 64 * 1024,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Posts once.</summary>
    /// <param name="idempotencyKey">The same for the same body, however often it is posted; null for none.</param>
    /// <returns>Null where it was taken; else why this body will never be.</returns>
    /// <exception cref="SinkBusyException">It was not taken and may be later.</exception>
    /// <exception cref="HttpRequestException">The address could not be reached.</exception>
    public async ValueTask<string?> PostAsync(byte[] body, string contentType, string? idempotencyKey, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_target.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using HttpRequestMessage request = CreateRequest(body, contentType, idempotencyKey);
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                return null;
            }

            string answer = $"answered {(int)response.StatusCode}{await ReadBeginningAsync(response, either.Token).ConfigureAwait(false)}";
            return IsAboutTheBody(response.StatusCode)
                ? answer
                : throw new SinkBusyException($"{_target} {answer}{Remedy(response.StatusCode)}", RetryAfter(response.Headers.RetryAfter));
        }
        catch (OperationCanceledException error) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new SinkBusyException($"{_target} did not answer within {_target.Timeout.TotalSeconds:0.###} s", error);
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>
    /// These say that this very body will not do, so that another attempt is as vain. Every other refusal is about the address, the
    /// credentials or the hour: what is there to be mended, is mended there, and then the same body is taken.
    /// </summary>
    private static bool IsAboutTheBody(HttpStatusCode status) =>
        status is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity;

    private static string Remedy(HttpStatusCode status) => (int)status switch
    {
        >= 300 and < 400 => "; redirects are not followed: give the sink the address it leads to",
        401 or 403 or 407 => "; check the sink's headers",
        404 or 405 or 410 => "; check the sink's url",
        _ => "",
    };

    private HttpRequestMessage CreateRequest(byte[] body, string contentType, string? idempotencyKey)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, _target.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        foreach ((string name, string value) in _target.Headers)
        {
            if (name.Equals(ContentTypeHeader, StringComparison.OrdinalIgnoreCase))
            {
                request.Content.Headers.Remove(ContentTypeHeader);
                request.Content.Headers.TryAddWithoutValidation(ContentTypeHeader, value);
            }
            else
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        if (idempotencyKey is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
        }

        return request;
    }

    private TimeSpan RetryAfter(RetryConditionHeaderValue? header)
    {
        TimeSpan asked = header?.Delta ?? (header?.Date is DateTimeOffset date ? date - _time.GetUtcNow() : TimeSpan.Zero);
        return asked > TimeSpan.Zero ? asked : TimeSpan.Zero;
    }

    /// <summary>What the other side says about it, on one line.</summary>
    private static async ValueTask<string> ReadBeginningAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ShownBytes);
        try
        {
            Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            int length = await stream.ReadAtLeastAsync(buffer.AsMemory(0, ShownBytes), ShownBytes, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            string text = Encoding.UTF8.GetString(buffer, 0, length).Trim();
            return text.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({DefinitionErrors.Shown(text, ShownCharacters)})");
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            // The answer breaks off: its status is known, and that is what counts.
            return "";
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
