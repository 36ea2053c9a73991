using Microsoft.Extensions.Logging;
using StreamAe.Host.Configuration;
using StreamAe.Monitoring.Modules;

namespace StreamAe.Host.Tls;

/// <summary>
/// The files' certificates as they are now: files that were renewed are taken up at the next connection, without a restart. While what stands in
/// them cannot be used, the certificates before are. Thread-safe.
/// </summary>
internal sealed partial class RenewableTls
{
    /// <summary>So long before a certificate's end, each start and renewal warns of it.</summary>
    private static readonly TimeSpan WarnsBefore = TimeSpan.FromDays(14);

    private readonly TlsConfiguration _configuration;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private TlsFiles _files;
    private ClusterTls _current;

    /// <exception cref="InvalidDataException">The files cannot be used.</exception>
    public RenewableTls(TlsConfiguration configuration, TimeProvider time, ILogger logger)
    {
        _configuration = configuration;
        _time = time;
        _logger = logger;
        var problems = new List<TlsProblem>();
        _files = TlsFiles.Read(configuration, problems);
        _current = TlsMaterial.Create(configuration, _files, problems)
            ?? throw new InvalidDataException($"runtime.tls: {Describe(problems[0])}.");
        Announce();
    }

    public ClusterTls Current
    {
        get
        {
            lock (_gate)
            {
                var problems = new List<TlsProblem>();
                TlsFiles files = TlsFiles.Read(_configuration, problems);

                // By their text: times of files tell nothing where a mounted folder is exchanged as a whole.
                if (files == _files)
                {
                    return _current;
                }

                // Also where it cannot be used: said once. A key that is written after its certificate is another change.
                _files = files;
                if (TlsMaterial.Create(_configuration, files, problems) is ClusterTls renewed)
                {
                    _current = renewed;
                    Announce();
                }
                else
                {
                    LogUnusable(_logger, Describe(problems[0]));
                }

                return _current;
            }
        }
    }

    private void Announce()
    {
        DateTime end = _current.Certificate.TargetCertificate.NotAfter.ToUniversalTime();
        LogInUse(_logger, _current.Certificate.TargetCertificate.Subject, end);
        if (end - _time.GetUtcNow().UtcDateTime < WarnsBefore)
        {
            LogEndsSoon(_logger, _configuration.Certificate, end);
        }
    }

    private string Describe(TlsProblem problem)
    {
        string value = problem.Key switch
        {
            "certificate" => _configuration.Certificate,
            "key" => _configuration.Key,
            "ca" => _configuration.Ca,
            _ => "it",
        };
        return $"{problem.Key}: {value} {problem.Rule}; {problem.Remedy}";
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Certificate {Subject}, valid until {End:yyyy-MM-dd HH:mm:ss}Z, is shown to the other processes of the cluster.")]
    private static partial void LogInUse(ILogger logger, string subject, DateTime end);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The certificate in {File} ends at {End:yyyy-MM-dd HH:mm:ss}Z: then no process of the cluster accepts it any more. Renew the file; no restart is needed.")]
    private static partial void LogEndsSoon(ILogger logger, string file, DateTime end);

    [LoggerMessage(Level = LogLevel.Error, Message = "The certificates that were renewed cannot be used, those before are: {Problem}.")]
    private static partial void LogUnusable(ILogger logger, string problem);
}
