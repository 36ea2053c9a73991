using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Numerics.Training;

/// <summary>
/// The bottleneck of a VAE (Kingma and Welling 2013): z = μ + e^{½ log σ²}·ε, and the KL term β·Σⱼ max(KLⱼ, λ), KLⱼ the mean over the batch
/// of unit j's divergence and λ its free bits (Kingma et al. 2016); a unit below λ has no gradient of the term.
/// Latents lie as the latent layer writes them, [rows × its stride]: J means, then J log variances.
/// </summary>
internal sealed unsafe class GaussianLatent
{
    /// <summary>log σ² is held in ±this: e^±20 is beyond any useful variance and stays far from overflow.</summary>
    private const float MaxLogVariance = 20;

    private readonly int _latent;
    private readonly int _stride;
    private readonly double _freeBits;
    private readonly AlignedFloats _noise;
    private readonly double[] _divergences;
    private readonly float[] _klWeights;

    public GaussianLatent(Architecture architecture, int maxRows, double freeBits)
    {
        _latent = architecture.Latent;
        _stride = architecture.Layers[architecture.LatentLayer].OutputStride;
        _freeBits = freeBits;
        NoiseStride = BlockedProducts.Pad(_latent);
        _noise = new AlignedFloats((long)maxRows * NoiseStride);
        _divergences = new double[_latent];
        _klWeights = new float[_latent];
    }

    public int NoiseStride { get; }

    /// <summary>ε of the last batch, [rows × <see cref="NoiseStride"/>].</summary>
    public ReadOnlySpan<float> Noise => _noise.Span;

    /// <summary>Holds the log variances in their range and writes z, or the means where nothing is to be sampled, to <paramref name="codes"/>.</summary>
    public void Draw(float* latents, float* codes, int codeStride, int rows, bool sample, ref PhiloxRandom random)
    {
        for (int r = 0; r < rows; r++)
        {
            float* means = latents + ((nint)r * _stride);
            float* noise = _noise.Pointer + ((nint)r * NoiseStride);
            float* code = codes + ((nint)r * codeStride);
            for (int j = 0; j < _latent; j++)
            {
                float logVariance = Math.Clamp(means[_latent + j], -MaxLogVariance, MaxLogVariance);
                means[_latent + j] = logVariance;
                float epsilon = sample ? random.NextGaussian() : 0;
                noise[j] = epsilon;
                code[j] = means[j] + (MathF.Exp(0.5f * logVariance) * epsilon);
            }
        }
    }

    /// <summary>Adds each unit's divergence, summed over rows, to <paramref name="perUnit"/>, [J].</summary>
    public void AddDivergences(float* latents, int rows, Span<double> perUnit)
    {
        for (int r = 0; r < rows; r++)
        {
            float* means = latents + ((nint)r * _stride);
            for (int j = 0; j < _latent; j++)
            {
                float logVariance = means[_latent + j];
                perUnit[j] -= 0.5 * (1 + logVariance - (means[j] * means[j]) - MathF.Exp(logVariance));
            }
        }
    }

    /// <summary>The KL term of a batch; what it weighs in each unit's gradient is kept for <see cref="ToMoments"/>.</summary>
    public double Term(float* latents, int rows, double beta)
    {
        Array.Clear(_divergences);
        AddDivergences(latents, rows, _divergences);
        double sum = 0;
        for (int j = 0; j < _latent; j++)
        {
            double mean = _divergences[j] / rows;
            bool isFree = _freeBits > 0 && mean < _freeBits;
            sum += isFree ? _freeBits : mean;
            _klWeights[j] = isFree ? 0 : (float)(beta / rows);
        }

        return beta * sum;
    }

    /// <summary>From dL/dz to dL/d(μ, log σ²), adding the KL term: dμ = dz + βμ/n, d log σ² = dz·ε·½e^{½ log σ²} + ½β(e^{log σ²} − 1)/n.</summary>
    /// <param name="codeDelta">[rows × padded J]</param>
    /// <param name="delta">[rows × the latent layer's stride], padding 0.</param>
    public void ToMoments(float* latents, float* codeDelta, float* delta, int rows)
    {
        for (int r = 0; r < rows; r++)
        {
            float* means = latents + ((nint)r * _stride);
            float* noise = _noise.Pointer + ((nint)r * NoiseStride);
            float* target = delta + ((nint)r * _stride);
            for (int j = 0; j < _latent; j++)
            {
                float dz = codeDelta[((nint)r * NoiseStride) + j];
                float logVariance = means[_latent + j];
                float deviation = MathF.Exp(0.5f * logVariance);
                bool held = MathF.Abs(logVariance) >= MaxLogVariance;
                target[j] = dz + (_klWeights[j] * means[j]);
                target[_latent + j] = held
                    ? 0
                    : (0.5f * dz * noise[j] * deviation) + (0.5f * _klWeights[j] * ((deviation * deviation) - 1));
            }

            for (int j = 2 * _latent; j < _stride; j++)
            {
                target[j] = 0;
            }
        }
    }
}
