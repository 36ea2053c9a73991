using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using StreamAe.Host.Configuration;

namespace StreamAe.Host.Tls;

/// <summary>
/// What the API's server shows to its clients, as its files are now: files that were renewed are taken up within a second, without a restart. While
/// what stands in them cannot be used, the certificate before is. Thread-safe.
/// </summary>
internal sealed partial class ServerCertificate
{
    /// <summary>So long before a certificate's end, each start and renewal warns of it.</summary>
    private static readonly TimeSpan WarnsBefore = TimeSpan.FromDays(14);

    /// <summary>Connections come by the hundred, renewals by the month: the files are not read for each of the former.</summary>
    private static readonly TimeSpan LooksEvery = TimeSpan.FromSeconds(1);

    private readonly ApiTlsConfiguration _configuration;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private (string? Certificate, string? Key) _files;
    private SslStreamCertificateContext _current;
    private long _lookedAt;

    /// <exception cref="InvalidDataException">The files cannot be used.</exception>
    public ServerCertificate(ApiTlsConfiguration configuration, TimeProvider time, ILogger logger)
    {
        _configuration = configuration;
        _time = time;
        _logger = logger;
        var problems = new List<TlsProblem>();
        _files = ReadFiles(configuration, problems);
        _current = Create(configuration, _files, problems) ?? throw new InvalidDataException($"api.tls: {Describe(problems[0])}.");
        _lookedAt = time.GetTimestamp();
        Announce();
    }

    public SslStreamCertificateContext Current
    {
        get
        {
            lock (_gate)
            {
                if (_time.GetElapsedTime(_lookedAt) >= LooksEvery)
                {
                    _lookedAt = _time.GetTimestamp();
                    Renew();
                }

                return _current;
            }
        }
    }

    /// <returns>Null where there are problems.</returns>
    public static SslStreamCertificateContext? Read(ApiTlsConfiguration configuration, List<TlsProblem> problems) =>
        Create(configuration, ReadFiles(configuration, problems), problems);

    private static (string? Certificate, string? Key) ReadFiles(ApiTlsConfiguration configuration, List<TlsProblem> problems) =>
        (TlsFiles.Read("certificate", configuration.Certificate, problems), TlsFiles.Read("key", configuration.Key, problems));

    private static SslStreamCertificateContext? Create(
        ApiTlsConfiguration configuration, (string? Certificate, string? Key) files, List<TlsProblem> problems)
    {
        X509Certificate2Collection? chain = TlsMaterial.ReadCertificates("certificate", files.Certificate, problems);
        if (chain is null
            || files.Key is null
            || TlsMaterial.AddKey(chain[0], files.Certificate!, files.Key, configuration.KeyPassword?.Reveal(), problems) is not X509Certificate2 own)
        {
            return null;
        }

        chain.RemoveAt(0);

        // Offline: nothing is downloaded to complete the chain; what is missing belongs into the file.
        return SslStreamCertificateContext.Create(own, chain, offline: true);
    }

    private void Renew()
    {
        var problems = new List<TlsProblem>();
        (string? Certificate, string? Key) files = ReadFiles(_configuration, problems);
        if (files == _files)
        {
            return;
        }

        // Also where it cannot be used: said once. A key that is written after its certificate is another change.
        _files = files;
        if (Create(_configuration, files, problems) is SslStreamCertificateContext renewed)
        {
            _current = renewed;
            Announce();
        }
        else
        {
            LogUnusable(_logger, Describe(problems[0]));
        }
    }

    private void Announce()
    {
        DateTime end = _current.TargetCertificate.NotAfter.ToUniversalTime();
        LogInUse(_logger, _current.TargetCertificate.Subject, end);
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
            _ => "it",
        };
        return $"{problem.Key}: {value} {problem.Rule}; {problem.Remedy}";
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The API shows the certificate {Subject}, valid until {End:yyyy-MM-dd HH:mm:ss}Z.")]
    private static partial void LogInUse(ILogger logger, string subject, DateTime end);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The certificate in {File} ends at {End:yyyy-MM-dd HH:mm:ss}Z: then no browser accepts it any more. Renew the file; no restart is needed.")]
    private static partial void LogEndsSoon(ILogger logger, string file, DateTime end);

    [LoggerMessage(Level = LogLevel.Error, Message = "The API's certificate that was renewed cannot be used, the one before is: {Problem}.")]
    private static partial void LogUnusable(ILogger logger, string problem);
}
