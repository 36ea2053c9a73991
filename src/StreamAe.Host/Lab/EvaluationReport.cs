using StreamAe.Numerics.Evaluation;

namespace StreamAe.Host.Lab;

/// <summary>What <c>lab evaluate</c> found; null where it does not apply.</summary>
/// <param name="Raw">In the units of the file; PSNR of its range.</param>
/// <param name="Scaled">In the model's units, where all columns count alike.</param>
/// <param name="Ssim">Mean over the rows, as images.</param>
/// <param name="CompressionRatio">D / J</param>
/// <param name="RowBytes">A row at four bytes a value.</param>
/// <param name="CodeBytes">Its code likewise; compress keeps a quarter of that with 8 bits a unit.</param>
/// <param name="KlDivergence">Mean over the rows, in nats.</param>
/// <param name="ActiveUnits">Latent units whose mean varies over the rows by more than 0.01 (Burda et al. 2016).</param>
/// <param name="Classes">Different labels.</param>
/// <param name="OnCodes">A logistic regression on the codes, on rows kept out of its fitting.</param>
/// <param name="OnRawRows">The same on the columns.</param>
/// <param name="Detection">How the reconstruction error tells rows of label 1.</param>
internal sealed record EvaluationReport(
    string Model,
    int Rows,
    ReconstructionQuality Raw,
    ReconstructionQuality Scaled,
    double? Ssim,
    double CompressionRatio,
    long RowBytes,
    long CodeBytes,
    double? KlDivergence,
    int? ActiveUnits,
    int? Classes,
    ClassificationQuality? OnCodes,
    ClassificationQuality? OnRawRows,
    DetectionReport? Detection);

/// <param name="BestF1">With the threshold chosen in sight of the labels, no point adjustment.</param>
internal sealed record DetectionReport(double? RocAuc, double? AveragePrecision, double? BestF1, double? BestThreshold);
