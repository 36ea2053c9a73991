using System.Data.Common;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace StreamAe.Host.Api.Security;

/// <summary>Gives every refusal a body, and keeps from clients what went wrong inside: that is for the log.</summary>
internal sealed partial class ProblemAnswers(ILogger logger)
{
    /// <summary>A client that only sees 503 tries again after so many seconds.</summary>
    private const string RetrySeconds = "5";

    public async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (BadHttpRequestException error) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            await ProblemAnswer.WriteAsync(context, error.StatusCode, Describe(error)).ConfigureAwait(false);
            return;
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            return; // Nobody is there any more.
        }
#pragma warning disable CA1031 // Whatever it is, the client learns that it failed and the log what it was.
        catch (Exception error)
#pragma warning restore CA1031
        {
            await AnswerAsync(context, error).ConfigureAwait(false);
            return;
        }

        HttpResponse response = context.Response;
        if (response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null })
        {
            await ProblemAnswer.WriteAsync(context, response.StatusCode).ConfigureAwait(false);
        }
    }

    private async Task AnswerAsync(HttpContext context, Exception error)
    {
        bool isStoreAway = error is DbException { IsTransient: true } or TimeoutException;
        if (isStoreAway)
        {
            LogStoreAway(logger, context.Request.Method, context.Request.Path, error.Message);
        }
        else
        {
            LogFailed(logger, error, context.Request.Method, context.Request.Path);
        }

        if (context.Response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            context.Abort();
            return;
        }

        context.Response.Clear();
        if (isStoreAway)
        {
            context.Response.Headers.RetryAfter = RetrySeconds;
            await ProblemAnswer.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "The store does not answer.").ConfigureAwait(false);
        }
        else
        {
            await ProblemAnswer.WriteAsync(context, StatusCodes.Status500InternalServerError, "It failed; the log of the service says why.").ConfigureAwait(false);
        }
    }

    /// <summary>What the client can mend, without names of this program's types.</summary>
    private static string? Describe(BadHttpRequestException error) => error switch
    {
        { InnerException: JsonException json } => $"The body is not the JSON that is expected, at {json.Path ?? "$"} (line {json.LineNumber + 1 ?? 1}).",
        { StatusCode: StatusCodes.Status413PayloadTooLarge } => "The body is too large.",
        { StatusCode: StatusCodes.Status415UnsupportedMediaType } => "The body must be application/json.",
        { StatusCode: StatusCodes.Status400BadRequest } => "A parameter or the body is missing or malformed.",
        _ => null,
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed.")]
    private static partial void LogFailed(ILogger logger, Exception error, string method, PathString path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} {Path}: the store does not answer: {Reason}")]
    private static partial void LogStoreAway(ILogger logger, string method, PathString path, string reason);
}
