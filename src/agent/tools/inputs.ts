import { z } from 'zod';

/** Arguments that several tools share. */

export const filePath = z
  .string()
  .min(1)
  .describe('Path of the file, relative to the workspace, for example "src/index.ts".');

export const folderPath = z
  .string()
  .min(1)
  .optional()
  .describe('Folder to look in, relative to the workspace. Default: the whole workspace.');

export const glob = z
  .string()
  .min(1)
  .max(256)
  .optional()
  .describe(
    'Only files whose path below that folder matches, for example "src/**/*.ts". Without a "/" the name of the file is matched, in any folder: "*.ts".',
  );
