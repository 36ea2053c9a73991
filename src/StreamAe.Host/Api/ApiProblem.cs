using Microsoft.AspNetCore.Http;

namespace StreamAe.Host.Api;

/// <summary>A request that cannot be answered, as its caller is told: <c>application/problem+json</c>.</summary>
/// <param name="status">HTTP.</param>
/// <param name="message">What is wrong, and what to do.</param>
internal sealed class ApiProblem(int status, string message) : Exception(message)
{
    public int Status => status;

    /// <summary>By field of the request; null where none is to blame.</summary>
    public IDictionary<string, string[]>? Errors { get; init; }

    public static ApiProblem NotFound(string message) => new(StatusCodes.Status404NotFound, message);

    /// <summary>A value that breaks a rule.</summary>
    public static ApiProblem Invalid(string field, string message) =>
        new(StatusCodes.Status422UnprocessableEntity, $"{field}: {message}") { Errors = new Dictionary<string, string[]> { [field] = [message] } };

    public static ApiProblem Starting() => new(StatusCodes.Status503ServiceUnavailable, "The service is starting; try again in a moment.");

    public static ApiProblem StoreAway() => new(StatusCodes.Status503ServiceUnavailable, "The store does not answer; try again in a moment.");

    public static ApiProblem Changed() =>
        new(StatusCodes.Status412PreconditionFailed, "It was changed meanwhile: read it again, and decide anew.");
}
