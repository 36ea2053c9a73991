using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using StreamAe.Host.Configuration;

namespace StreamAe.Host.Api.Security;

/// <summary>
/// How much each may ask. A caller has a bucket of its own wherever it comes from; who has not shown who they are share that of their address.
/// Failed logins have another, slow one, and it alone: a right key is never refused for somebody else's wrong ones. Thread-safe.
/// </summary>
internal sealed class RequestLimits : IDisposable
{
    private const int FailuresAtOnce = 10;

    private static readonly TimeSpan FailureEvery = TimeSpan.FromSeconds(5);

    private readonly PartitionedRateLimiter<string> _requests;
    private readonly PartitionedRateLimiter<string> _failures;

    public RequestLimits(RateLimitConfiguration configuration)
    {
        _requests = Create(configuration.Burst, configuration.Requests, TimeSpan.FromSeconds(1));
        _failures = Create(FailuresAtOnce, 1, FailureEvery);
    }

    /// <returns>Null where it may; else after how long it may again.</returns>
    public TimeSpan? Count(ApiCaller? caller, IPAddress? address) =>
        Take(_requests, caller is null or { Kind: CallerKind.Open } ? $"address {Network(address)}" : $"{(caller.Kind == CallerKind.Token ? "token" : "key")} {caller.Name}");

    /// <returns>Null where it is answered; else after how long the next is.</returns>
    public TimeSpan? CountFailure(IPAddress? address) => Take(_failures, Network(address));

    public static Task RefuseAsync(HttpContext context, TimeSpan wait)
    {
        context.Response.Headers.RetryAfter = $"{Math.Max(1, Math.Ceiling(wait.TotalSeconds)):0}";
        return ProblemAnswer.WriteAsync(context, StatusCodes.Status429TooManyRequests, "Too many requests; Retry-After says how many seconds to wait.");
    }

    public void Dispose()
    {
        _requests.Dispose();
        _failures.Dispose();
    }

    private static PartitionedRateLimiter<string> Create(int limit, int tokens, TimeSpan period) => PartitionedRateLimiter.Create<string, string>(
        name => RateLimitPartition.GetTokenBucketLimiter(
            name,
            _ => new TokenBucketRateLimiterOptions { TokenLimit = limit, TokensPerPeriod = tokens, ReplenishmentPeriod = period, QueueLimit = 0 }));

    private static TimeSpan? Take(PartitionedRateLimiter<string> limiter, string name)
    {
        using RateLimitLease lease = limiter.AttemptAcquire(name);
        return lease.IsAcquired ? null : lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan wait) ? wait : TimeSpan.FromSeconds(1);
    }

    /// <summary>An IPv6 host has a network of 2^64 addresses for itself.</summary>
    private static string Network(IPAddress? address)
    {
        if (address is null or { AddressFamily: not AddressFamily.InterNetworkV6 } or { IsIPv4MappedToIPv6: true })
        {
            return (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString() ?? "";
        }

        byte[] bytes = address.GetAddressBytes();
        Array.Clear(bytes, 8, 8);
        return new IPAddress(bytes).ToString();
    }
}
