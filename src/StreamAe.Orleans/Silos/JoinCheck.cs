using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using StreamAe.Monitoring.Modules;

namespace StreamAe.Orleans.Silos;

/// <summary>
/// Before a silo joins: whether the members that are at work would talk to it. One that they refuse stands in the list of members all the same,
/// tries for minutes and can only say that nobody answers; this says why, at once, and the cluster sees nothing of it. A member that does not
/// answer here decides nothing: silos that join wait for those themselves.
/// </summary>
internal static class JoinCheck
{
    /// <summary>For a member's answer: most of the time that a silo gives a probe.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan SecondLook = TimeSpan.FromSeconds(1);

    /// <exception cref="IOException">A member would not talk to it.</exception>
    public static async Task RunAsync(RuntimeSetup setup, CancellationToken cancellationToken)
    {
        IReadOnlyList<Member> members = await Clustering.ReadActiveAsync(setup, cancellationToken).ConfigureAwait(false);
        ClusterTls? tls = setup.Tls?.Invoke();
        string?[] obstacles = await Task.WhenAll(members.Select(m => FindLastingObstacleAsync(m, tls, setup.Time, cancellationToken))).ConfigureAwait(false);
        if (obstacles.FirstOrDefault(o => o is not null) is string obstacle)
        {
            throw new IOException(obstacle);
        }
    }

    /// <summary>A member that ends just now closes connections as one does that refuses: it is gone when it is asked again.</summary>
    private static async Task<string?> FindLastingObstacleAsync(Member member, ClusterTls? tls, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await FindObstacleAsync(member, tls, time, cancellationToken).ConfigureAwait(false) is null)
        {
            return null;
        }

        await Task.Delay(SecondLook, time, cancellationToken).ConfigureAwait(false);
        return await FindObstacleAsync(member, tls, time, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<string?> FindObstacleAsync(Member member, ClusterTls? tls, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(AnswerLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var client = new TcpClient(member.Place.AddressFamily);
        try
        {
            await client.ConnectAsync(member.Place, either.Token).ConfigureAwait(false);
            if (member.SpeaksTls != tls is not null)
            {
                return member.SpeaksTls
                    ? $"the cluster's member at {member.Place} speaks TLS, and this process has no runtime.tls. Give it the certificate, key and ca that its configuration needs"
                    : $"the cluster's member at {member.Place} has no runtime.tls, and this process has. Stop all processes of the cluster before TLS is switched on";
            }

            return tls is null ? null : await ShakeHandsAsync(member, tls, client.GetStream(), either.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is SocketException or IOException || (error is OperationCanceledException && limit.IsCancellationRequested))
        {
            return null;
        }
    }

    private static async Task<string?> ShakeHandsAsync(
        Member member, ClusterTls tls, NetworkStream stream, CancellationToken cancellationToken)
    {
        string? problem = null;
        var options = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
            {
                problem = certificate is X509Certificate2 shown && chain is not null ? tls.FindProblem(shown, chain) : "is missing";
                problem = problem is null ? null : $"the certificate {certificate?.Subject} of the cluster's member at {member.Place} {problem}";
                return problem is null;
            },
        };
        SiloTls.Configure(options, tls);
        string refused = $"the cluster's member at {member.Place} does not accept the certificate {tls.Certificate.TargetCertificate.Subject} of this process";
        var secured = new SslStream(stream, leaveInnerStreamOpen: true);
        await using (secured.ConfigureAwait(false))
        {
            try
            {
                await secured.AuthenticateAsClientAsync(options, cancellationToken).ConfigureAwait(false);
            }
            catch (AuthenticationException error)
            {
                return problem ?? $"{refused}: {error.Message}";
            }

            // In TLS 1.3 the side that connects is done before its own certificate is looked at. Whom a silo lets in, it speaks to at once.
            try
            {
                if (await secured.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false) > 0)
                {
                    return null;
                }
            }
            catch (IOException)
            {
                // Told by an alert, or by the end of the connection.
            }

            return $"{refused}: its ca or its peerName is another";
        }
    }
}
